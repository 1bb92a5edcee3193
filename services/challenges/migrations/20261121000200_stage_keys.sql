-- This service's shares of the stages' private keys, and who asked for them.

CREATE TABLE stage_key_share (
    stage              UUID        NOT NULL REFERENCES stage (id),
    purpose            TEXT        NOT NULL,
    wrapped_share      BYTEA       NOT NULL,
    share_sha256       BYTEA       NOT NULL,
    counterpart_sha256 BYTEA       NOT NULL,
    record_sha256      BYTEA,
    release_time       TIMESTAMPTZ,

    PRIMARY KEY (stage, purpose),
    CONSTRAINT stage_key_share_purpose_known CHECK (purpose IN ('SEALING', 'UNMASKING')),
    CONSTRAINT stage_key_share_hashes_are_sha256 CHECK (
        octet_length(share_sha256) = 32
        AND octet_length(counterpart_sha256) = 32
        AND octet_length(record_sha256) = 32
    ),
    CONSTRAINT stage_key_share_released_against_a_record CHECK (
        (record_sha256 IS NULL) = (release_time IS NULL)
    )
);
COMMENT ON TABLE stage_key_share IS 'One of the two shares of each private key; the other is kept by identity, and both are needed';
COMMENT ON COLUMN stage_key_share.wrapped_share IS 'Encrypted with this service''s master key for this stage and purpose';
COMMENT ON COLUMN stage_key_share.counterpart_sha256 IS 'Hash of identity''s share as it proved it before publication';
COMMENT ON COLUMN stage_key_share.record_sha256 IS 'What it was first released against; no other record is accepted afterwards';

CREATE TABLE stage_key_request (
    id            BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time          TIMESTAMPTZ NOT NULL DEFAULT linia_now(),
    caller        TEXT        NOT NULL,
    stage         UUID        NOT NULL,
    purpose       TEXT        NOT NULL,
    record_sha256 BYTEA       NOT NULL,
    outcome       TEXT        NOT NULL,

    CONSTRAINT stage_key_request_purpose_known CHECK (purpose IN ('SEALING', 'UNMASKING'))
);
COMMENT ON TABLE stage_key_request IS 'Every request for a share, refused ones too';
COMMENT ON COLUMN stage_key_request.stage IS 'As asked for: there need be no such stage';
COMMENT ON COLUMN stage_key_request.outcome IS 'RELEASED, or the reason of the refusal';
