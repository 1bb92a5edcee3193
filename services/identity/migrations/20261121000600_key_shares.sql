-- One of the two shares of the keys that seal a stage, and who asked for it.

CREATE TABLE key_share (
    stage_id           UUID        NOT NULL,
    purpose            TEXT        NOT NULL CONSTRAINT key_share_purpose CHECK (purpose IN ('sealing', 'unmasking')),
    wrapped            BYTEA       NOT NULL,
    share_sha256       BYTEA       NOT NULL CONSTRAINT key_share_digest_length CHECK (octet_length(share_sha256) = 32),
    release_time       TIMESTAMPTZ NOT NULL,
    record_sha256      BYTEA       CONSTRAINT key_share_record_length CHECK (octet_length(record_sha256) = 32),
    first_release_time TIMESTAMPTZ,
    create_time        TIMESTAMPTZ NOT NULL DEFAULT linia_now(),
    PRIMARY KEY (stage_id, purpose),
    CONSTRAINT key_share_release_has_record CHECK ((record_sha256 IS NULL) = (first_release_time IS NULL)),
    CONSTRAINT key_share_never_released_early CHECK (first_release_time >= release_time)
);
COMMENT ON COLUMN key_share.wrapped IS 'The share, encrypted with the master key, which is not in the database';
COMMENT ON COLUMN key_share.release_time IS 'Not given out before; moves only later';
COMMENT ON COLUMN key_share.record_sha256 IS 'The closing record or published decision it was given out against; NULL until then';

CREATE TABLE key_share_request (
    id            BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stage_id      UUID        NOT NULL,
    purpose       TEXT        NOT NULL CONSTRAINT key_share_request_purpose CHECK (purpose IN ('sealing', 'unmasking')),
    record_sha256 BYTEA       NOT NULL,
    caller        TEXT        NOT NULL,
    outcome       TEXT        NOT NULL CONSTRAINT key_share_request_outcome CHECK (
        outcome IN ('released', 'not_permitted', 'unknown', 'not_closed', 'record_differs', 'damaged')
    ),
    request_time  TIMESTAMPTZ NOT NULL DEFAULT linia_now()
);
COMMENT ON TABLE key_share_request IS 'Every attempt to get a share, refused ones too; no reference, because attempts at shares that do not exist count';
COMMENT ON COLUMN key_share_request.caller IS 'Resource name of whoever asked';
CREATE INDEX key_share_request_by_stage ON key_share_request (stage_id);

-- Losing a share loses everything that was accepted; an audit log that can be
-- changed is none. Not even this service may.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_schema()) THEN
        EXECUTE format('REVOKE DELETE ON key_share FROM %I', current_schema());
        EXECUTE format('REVOKE UPDATE, DELETE ON key_share_request FROM %I', current_schema());
    END IF;
END
$$;
