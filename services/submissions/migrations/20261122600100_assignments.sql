-- Who reads which work, where not every juror reads every work.

ALTER TABLE declaration
    ADD COLUMN sealed_conflicts bytea,
    ADD CONSTRAINT declaration_conflicts_once CHECK (sealed_conflicts IS NULL OR conflicts = '{}');
COMMENT ON COLUMN declaration.sealed_conflicts IS 'Where works are assigned: with whom the juror has a conflict, none included, as an age file to the stage''s sealing recipient, padded; nobody can read it but in a draw';

-- What was handed in as each work, by hash: how a receipt finds its work, and
-- a draw the works of an entrant.
CREATE TABLE work_digest (
    work           uuid  PRIMARY KEY REFERENCES work (id),
    stage          uuid  NOT NULL REFERENCES opening (stage),
    content_sha256 bytea NOT NULL,
    CONSTRAINT work_digest_is_whole CHECK (octet_length(content_sha256) = 32)
);
CREATE INDEX work_digest_of_stage ON work_digest (stage, content_sha256);
COMMENT ON COLUMN work_digest.content_sha256 IS 'As on the receipt';
CREATE TRIGGER work_digest_is_immutable BEFORE UPDATE OR TRUNCATE ON work_digest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER work_digest_is_retained BEFORE DELETE ON work_digest
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

-- Each draw is also the record that the conflicts were compared with the
-- entrants, in memory.
CREATE TABLE assignment_draw (
    stage     uuid        NOT NULL REFERENCES opening (stage),
    ordinal   integer     NOT NULL,
    seed      bytea       NOT NULL,
    account   uuid        NOT NULL,
    draw_time timestamptz NOT NULL,
    PRIMARY KEY (stage, ordinal),
    CONSTRAINT assignment_draw_from_one CHECK (ordinal >= 1),
    CONSTRAINT assignment_draw_seed_is_whole CHECK (octet_length(seed) = 32)
);
COMMENT ON COLUMN assignment_draw.seed IS 'SHA-256 over the hash of the closing record and the ordinal in 4 octets, the highest first';
COMMENT ON COLUMN assignment_draw.account IS 'Who had it drawn';
CREATE TRIGGER assignment_draw_is_immutable BEFORE UPDATE OR TRUNCATE ON assignment_draw
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assignment_draw_is_retained BEFORE DELETE ON assignment_draw
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

CREATE TABLE assignment (
    work    uuid NOT NULL REFERENCES work (id),
    account uuid NOT NULL,
    stage   uuid NOT NULL REFERENCES opening (stage),
    state   text NOT NULL,
    PRIMARY KEY (work, account),
    CONSTRAINT assignment_state_known CHECK (state IN ('substitute', 'assigned', 'released'))
);
CREATE INDEX assignment_of_juror ON assignment (stage, account);
CREATE TRIGGER assignment_is_retained BEFORE DELETE ON assignment
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER assignment_is_not_emptied BEFORE TRUNCATE ON assignment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE assignment IS 'Pairs that a draw made. Barred pairs have no row, and neither have most of the others';

-- Changes by hand, for the protocol.
CREATE TABLE assignment_change (
    work        uuid        NOT NULL,
    account     uuid        NOT NULL,
    stage       uuid        NOT NULL REFERENCES opening (stage),
    state       text        NOT NULL,
    reason      text        NOT NULL,
    changed_by  uuid        NOT NULL,
    change_time timestamptz NOT NULL,
    PRIMARY KEY (work, account, state),
    FOREIGN KEY (work, account) REFERENCES assignment (work, account),
    CONSTRAINT assignment_change_state_known CHECK (state IN ('assigned', 'released'))
);
CREATE INDEX assignment_change_of_stage ON assignment_change (stage);
COMMENT ON COLUMN assignment_change.state IS 'What the pair became';
COMMENT ON COLUMN assignment_change.changed_by IS 'The juror themselves for a recusal from the work';
CREATE TRIGGER assignment_change_is_immutable BEFORE UPDATE OR TRUNCATE ON assignment_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assignment_change_is_retained BEFORE DELETE ON assignment_change
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

CREATE TABLE review_waiver (
    work               uuid        NOT NULL REFERENCES work (id),
    sufficient_reviews integer     NOT NULL,
    stage              uuid        NOT NULL REFERENCES opening (stage),
    reason             text        NOT NULL,
    account            uuid        NOT NULL,
    waive_time         timestamptz NOT NULL,
    PRIMARY KEY (work, sufficient_reviews),
    CONSTRAINT review_waiver_leaves_one CHECK (sufficient_reviews >= 1)
);
CREATE INDEX review_waiver_of_stage ON review_waiver (stage);
COMMENT ON COLUMN review_waiver.sufficient_reviews IS 'How many final reviews suffice; the fewest counts';
CREATE TRIGGER review_waiver_is_immutable BEFORE UPDATE OR TRUNCATE ON review_waiver
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER review_waiver_is_retained BEFORE DELETE ON review_waiver
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
