-- The life of a stage after its closing time. A stage is sealed without a row
-- in `closing`, closed with one, opened with one in `opening`, judged with one
-- in `protocol`.

CREATE TABLE closing (
    stage         uuid        PRIMARY KEY,
    challenge     uuid        NOT NULL,
    close_time    timestamptz NOT NULL,
    record_time   timestamptz NOT NULL,
    version_count bigint      NOT NULL,
    record        bytea       NOT NULL,
    record_sha256 bytea       NOT NULL,
    CONSTRAINT closing_not_before_time CHECK (record_time >= close_time),
    CONSTRAINT closing_hash_is_whole CHECK (octet_length(record_sha256) = 32)
);
CREATE INDEX closing_of_challenge ON closing (challenge);
COMMENT ON COLUMN closing.close_time IS 'The closing time that applied';
COMMENT ON COLUMN closing.record IS 'Canonical JSON (RFC 8785): stage, times, number of sealed versions, root hash over them';
COMMENT ON COLUMN closing.record_sha256 IS 'What both shares of the stage''s key are released against';
CREATE TRIGGER closing_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON closing
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The link blob is the only thing that joins entries and works.
CREATE TABLE opening (
    stage      uuid        PRIMARY KEY REFERENCES closing (stage),
    open_time  timestamptz NOT NULL,
    work_count integer     NOT NULL,
    link       bytea       NOT NULL,
    CONSTRAINT opening_count_not_negative CHECK (work_count >= 0)
);
COMMENT ON COLUMN opening.link IS 'Pairs of entry and work as an age file to the stage''s unmasking recipient, padded';
CREATE TRIGGER opening_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON opening
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the jury sees. Random ids and codes, inserted shuffled, no times.
CREATE TABLE work (
    id    uuid PRIMARY KEY,
    stage uuid NOT NULL REFERENCES opening (stage),
    code  text COLLATE "C" NOT NULL,
    title text NOT NULL,
    text  text NOT NULL,
    CONSTRAINT work_code UNIQUE (stage, code),
    CONSTRAINT work_code_form CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$')
);
CREATE TRIGGER work_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON work
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who entered. Nothing refers from here to a work, or from a work to here.
CREATE TABLE entry (
    id          uuid        PRIMARY KEY,
    stage       uuid        NOT NULL REFERENCES opening (stage),
    challenge   uuid        NOT NULL,
    entrant     text        NOT NULL,
    accounts    uuid[]      NOT NULL,
    version     integer     NOT NULL,
    accept_time timestamptz NOT NULL,
    state       text        NOT NULL,
    CONSTRAINT entry_one_per_entrant UNIQUE (stage, entrant),
    CONSTRAINT entry_entrant_form CHECK (entrant ~ '^(accounts|teams|organizations)/[0-9a-f-]{36}$'),
    CONSTRAINT entry_state_known CHECK (state IN ('opened', 'withdrawn', 'advanced', 'not_advanced', 'laureate'))
);
CREATE INDEX entry_of_entrant ON entry (entrant, accept_time DESC, id DESC);
COMMENT ON COLUMN entry.accounts IS 'Everybody who handed in a version of it: whom to tell';

-- Each time the link of a stage was opened, and on what ground.
CREATE TABLE unmasking (
    stage         uuid        NOT NULL REFERENCES opening (stage),
    ground        text        NOT NULL,
    unmask_time   timestamptz NOT NULL,
    record_sha256 bytea       NOT NULL,
    PRIMARY KEY (stage, ground),
    CONSTRAINT unmasking_ground_known CHECK (ground IN ('inform_entrants', 'result_approved'))
);
COMMENT ON COLUMN unmasking.record_sha256 IS 'The jury''s protocol that both shares of the key were released against';
CREATE TRIGGER unmasking_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON unmasking
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
