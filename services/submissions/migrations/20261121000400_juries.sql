-- Juries, their reviews and their decisions.

CREATE TABLE juror (
    challenge      uuid        NOT NULL,
    account        uuid        NOT NULL,
    chair          boolean     NOT NULL,
    qualified      boolean     NOT NULL,
    appoint_time   timestamptz NOT NULL,
    recuse_time    timestamptz,
    recusal_reason text,
    PRIMARY KEY (challenge, account),
    CONSTRAINT juror_recusal_is_whole CHECK ((recuse_time IS NULL) = (recusal_reason IS NULL))
);
-- One chair; a recused one makes room for the next.
CREATE UNIQUE INDEX juror_one_chair ON juror (challenge) WHERE chair AND recuse_time IS NULL;
COMMENT ON COLUMN juror.qualified IS 'Holds the qualifications that the contest requires (art. 336)';

CREATE TABLE declaration (
    stage        uuid        NOT NULL REFERENCES opening (stage),
    account      uuid        NOT NULL,
    declare_time timestamptz NOT NULL,
    conflicts    text[]      NOT NULL,
    PRIMARY KEY (stage, account)
);
COMMENT ON COLUMN declaration.conflicts IS 'Entrants with whom the juror has a conflict; empty declares impartiality';

CREATE TABLE review (
    work        uuid        NOT NULL REFERENCES work (id),
    account     uuid        NOT NULL,
    stage       uuid        NOT NULL REFERENCES opening (stage),
    remarks     text        NOT NULL,
    final       boolean     NOT NULL,
    update_time timestamptz NOT NULL,
    PRIMARY KEY (work, account)
);
CREATE INDEX review_of_juror ON review (stage, account);

CREATE TABLE review_score (
    work      uuid    NOT NULL,
    account   uuid    NOT NULL,
    criterion text    NOT NULL,
    points    integer NOT NULL,
    PRIMARY KEY (work, account, criterion),
    FOREIGN KEY (work, account) REFERENCES review (work, account),
    CONSTRAINT review_score_in_range CHECK (points BETWEEN 0 AND 1000)
);

CREATE TABLE protocol (
    stage     uuid        PRIMARY KEY REFERENCES opening (stage),
    jws       text        NOT NULL,
    sha256    bytea       NOT NULL,
    reasons   text        NOT NULL,
    sign_time timestamptz NOT NULL,
    CONSTRAINT protocol_hash_is_whole CHECK (octet_length(sha256) = 32)
);
COMMENT ON COLUMN protocol.sha256 IS 'SHA-256 of the JWS''s octets';
CREATE TRIGGER protocol_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON protocol
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE ranked_work (
    stage    uuid    NOT NULL REFERENCES protocol (stage),
    work     uuid    NOT NULL REFERENCES work (id),
    rank     integer NOT NULL,
    total    text    NOT NULL,
    selected boolean NOT NULL,
    PRIMARY KEY (stage, work),
    CONSTRAINT ranked_work_from_one CHECK (rank >= 1),
    CONSTRAINT ranked_work_total_form CHECK (total ~ '^[0-9]+(/[1-9][0-9]*)?$')
);
COMMENT ON COLUMN ranked_work.total IS 'Exact weighted mean in per cent as a fraction';
CREATE TRIGGER ranked_work_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ranked_work
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
