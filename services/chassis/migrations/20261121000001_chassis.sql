-- What every service's schema has in common. Runs in the schema of the role
-- that migrates; every name is unqualified.

-- An event's way out ---------------------------------------------------------

CREATE TABLE outbox_event (
    position      BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            UUID        NOT NULL UNIQUE,
    audience      TEXT        NOT NULL CONSTRAINT outbox_event_audience CHECK (audience IN ('internal', 'public')),
    aggregate_id  UUID        NOT NULL,
    version       BIGINT      NOT NULL CONSTRAINT outbox_event_version CHECK (version > 0),
    type          TEXT        NOT NULL,
    occur_time    TIMESTAMPTZ NOT NULL,
    traceparent   TEXT,
    payload       TEXT        NOT NULL,
    CONSTRAINT outbox_event_order UNIQUE (aggregate_id, audience, version)
);
COMMENT ON TABLE outbox_event IS 'The immutable journal of this schema: source of replay and of recovery';
COMMENT ON COLUMN outbox_event.position IS 'Order of insertion; per aggregate also the order of commit, because the writer holds the aggregate''s lock. Never a cursor: other aggregates may commit late';
COMMENT ON COLUMN outbox_event.version IS 'Number within aggregate and audience, without gaps';
COMMENT ON COLUMN outbox_event.payload IS 'Canonical proto3 JSON; its bytes are final, hence TEXT and not JSONB';
COMMENT ON COLUMN outbox_event.traceparent IS 'W3C Trace Context of the writer; NULL where the trace would link what must stay apart';

CREATE TABLE outbox_pending (
    position BIGINT PRIMARY KEY REFERENCES outbox_event (position),
    audience TEXT   NOT NULL
);
COMMENT ON TABLE outbox_pending IS 'What is not yet known to be in the stream';
CREATE INDEX outbox_pending_by_audience ON outbox_pending (audience, position);

CREATE TABLE outbox_parked (
    audience     TEXT        NOT NULL,
    aggregate_id UUID        NOT NULL,
    reason       TEXT        NOT NULL,
    park_time    TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (audience, aggregate_id)
);
COMMENT ON TABLE outbox_parked IS 'Aggregates with an event that the broker will never take; the rest goes on';

CREATE TABLE relay_state (
    audience TEXT   PRIMARY KEY,
    epoch    BIGINT NOT NULL DEFAULT 1,
    sequence BIGINT NOT NULL DEFAULT 0,
    event_id UUID
);
COMMENT ON TABLE relay_state IS 'What the stream last acknowledged; compared with the stream on every connect';
COMMENT ON COLUMN relay_state.epoch IS 'Raised whenever the stream is filled again from the journal';

-- The journal is never changed, not even by this service.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = current_schema()) THEN
        EXECUTE format('REVOKE UPDATE, DELETE ON outbox_event FROM %I', current_schema());
    END IF;
END
$$;

-- An event's way in ----------------------------------------------------------

CREATE TABLE inbox (
    consumer     TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    aggregate_id UUID   NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (consumer, source, aggregate_id)
);
COMMENT ON TABLE inbox IS 'The last version of each aggregate that was handled; kept for ever';
COMMENT ON COLUMN inbox.source IS 'The service that published it';

CREATE TABLE dead_letter (
    consumer     TEXT        NOT NULL,
    source       TEXT        NOT NULL,
    aggregate    TEXT        NOT NULL,
    aggregate_id UUID        NOT NULL,
    version      BIGINT      NOT NULL,
    event_id     UUID        NOT NULL,
    event_type   TEXT        NOT NULL,
    occur_time   TIMESTAMPTZ NOT NULL,
    traceparent  TEXT,
    payload      BYTEA       NOT NULL,
    reason       TEXT        NOT NULL,
    park_time    TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, source, aggregate_id, version)
);
COMMENT ON TABLE dead_letter IS 'Events that could not be handled, and those of the same aggregate that follow';
COMMENT ON COLUMN dead_letter.payload IS 'As received, so that what cannot even be decoded is kept';

CREATE TABLE projection_checkpoint (
    projection TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    epoch      BIGINT NOT NULL,
    sequence   BIGINT NOT NULL,
    event_id   UUID   NOT NULL,
    PRIMARY KEY (projection, source)
);
COMMENT ON TABLE projection_checkpoint IS 'The last message of a stream whose effect is in this database';

-- Calls ----------------------------------------------------------------------

CREATE TABLE request_answer (
    principal    TEXT        NOT NULL,
    request_id   UUID        NOT NULL,
    method       TEXT        NOT NULL,
    request_hash BYTEA       NOT NULL,
    answer       BYTEA       NOT NULL,
    create_time  TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (principal, request_id)
);
COMMENT ON TABLE request_answer IS 'The first successful answer to a request_id (AIP-155), written with the change itself';

CREATE TABLE verification_key (
    key_id      TEXT  PRIMARY KEY,
    service     TEXT  NOT NULL,
    public_key  BYTEA NOT NULL CONSTRAINT verification_key_length CHECK (octet_length(public_key) = 32)
);
COMMENT ON TABLE verification_key IS 'Last copy of the keys that identity publishes, so that tokens can be verified while it is down';

-- Time -----------------------------------------------------------------------

CREATE TABLE due_work (
    kind          TEXT        NOT NULL,
    key           UUID        NOT NULL,
    due_time      TIMESTAMPTZ NOT NULL,
    payload       JSONB       NOT NULL,
    attempts      INT         NOT NULL DEFAULT 0,
    lease         UUID,
    lease_end     TIMESTAMPTZ,
    parked_reason TEXT,
    PRIMARY KEY (kind, key)
);
COMMENT ON TABLE due_work IS 'What is to be done once linia_now() has reached due_time';
COMMENT ON COLUMN due_work.lease IS 'Whoever works on it; a holder that died loses it at lease_end';
COMMENT ON COLUMN due_work.lease_end IS 'By the real clock: leases and retries do not travel in time';
CREATE INDEX due_work_by_time ON due_work (due_time) WHERE parked_reason IS NULL;
