-- What was handed in, sealed. Nothing here names the entrant, an account, a
-- title, a content hash or a trace: whoever holds these rows, their backups or
-- this service's keys learns nothing of what was handed in.

-- Refuses every change of a record that must be kept intact (procurement law:
-- four years).
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'table % keeps its rows as they were written', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TABLE entry_version (
    stage       uuid        NOT NULL,
    entry       uuid        NOT NULL,
    version     integer     NOT NULL,
    request_tag bytea       NOT NULL,
    body_tag    bytea       NOT NULL,
    sealed      bytea       NOT NULL,
    accept_time timestamptz NOT NULL,
    PRIMARY KEY (stage, entry, version),
    CONSTRAINT entry_version_request UNIQUE (request_tag),
    CONSTRAINT entry_version_counts_from_one CHECK (version >= 1),
    CONSTRAINT entry_version_tags_are_whole CHECK (octet_length(request_tag) = 32 AND octet_length(body_tag) = 32),
    CONSTRAINT entry_version_is_padded CHECK (octet_length(sealed) > 4096)
);
-- Ciphertext does not get smaller; trying costs time at the deadline.
ALTER TABLE entry_version ALTER COLUMN sealed SET STORAGE EXTERNAL;
COMMENT ON COLUMN entry_version.entry IS 'Keyed hash of stage and entrant: one entry per entrant, without saying who';
COMMENT ON COLUMN entry_version.request_tag IS 'Keyed hash of account and request id: finds a repeated request';
COMMENT ON COLUMN entry_version.body_tag IS 'Keyed hash of the request''s body: tells whether the repeat is the same request';
COMMENT ON COLUMN entry_version.sealed IS 'Standard age file to the stage''s sealing recipient, padded; a withdrawal looks like any version';
CREATE TRIGGER entry_version_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Arrived after the closing time known here, while challenges could not be
-- asked whether the stage was extended. Decided as soon as it answers.
CREATE TABLE held_entry (
    request_tag bytea       PRIMARY KEY,
    body_tag    bytea       NOT NULL,
    stage       uuid        NOT NULL,
    entry       uuid        NOT NULL,
    sealed      bytea       NOT NULL,
    arrive_time timestamptz NOT NULL,
    outcome     text,
    CONSTRAINT held_entry_outcome_known CHECK (outcome IN ('accepted', 'late')),
    CONSTRAINT held_entry_tags_are_whole CHECK (octet_length(request_tag) = 32 AND octet_length(body_tag) = 32),
    CONSTRAINT held_entry_is_padded CHECK (octet_length(sealed) > 4096)
);
ALTER TABLE held_entry ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX held_entry_undecided ON held_entry (stage) WHERE outcome IS NULL;
COMMENT ON COLUMN held_entry.arrive_time IS 'When it arrived, by the one clock: what it is decided by';
COMMENT ON COLUMN held_entry.outcome IS 'NULL until challenges told the true closing time';

-- A later closing time for one entrant, logged where it is granted.
CREATE TABLE individual_extension (
    stage      uuid        NOT NULL,
    entry      uuid        NOT NULL,
    close_time timestamptz NOT NULL,
    PRIMARY KEY (stage, entry)
);

-- Who may enter a stage that has one before it.
CREATE TABLE finalist (
    stage uuid NOT NULL,
    entry uuid NOT NULL,
    PRIMARY KEY (stage, entry)
);
COMMENT ON COLUMN finalist.entry IS 'The id that the finalist''s entry will have in this stage';

-- An entrant's workspace: encrypted with this service's own key. Gone when the
-- stage ends.
CREATE TABLE draft (
    entry       uuid        PRIMARY KEY,
    stage       uuid        NOT NULL,
    wrapped     bytea       NOT NULL,
    update_time timestamptz NOT NULL
);
CREATE INDEX draft_of_stage ON draft (stage);
