-- Corrected protocols. What was signed is never changed: a corrected protocol supersedes the one
-- before it, and both stay.

CREATE TABLE protocol_correction (
    stage             uuid        NOT NULL REFERENCES protocol (stage),
    number            integer     NOT NULL,
    superseded_sha256 bytea       NOT NULL,
    reason            text        NOT NULL,
    account           uuid        NOT NULL,
    jws               text        NOT NULL,
    sha256            bytea       NOT NULL,
    reasons           text        NOT NULL,
    sign_time         timestamptz NOT NULL,
    PRIMARY KEY (stage, number),
    CONSTRAINT protocol_correction_after_the_first CHECK (number >= 2),
    CONSTRAINT protocol_correction_supersedes_once UNIQUE (superseded_sha256),
    CONSTRAINT protocol_correction_hashes_are_whole
        CHECK (octet_length(superseded_sha256) = 32 AND octet_length(sha256) = 32)
);
COMMENT ON COLUMN protocol_correction.number IS 'Within the stage; the first protocol, which corrects none, is number 1';
COMMENT ON COLUMN protocol_correction.superseded_sha256 IS 'SHA-256 of the JWS that it takes the place of';
COMMENT ON COLUMN protocol_correction.account IS 'Who corrected it';
COMMENT ON COLUMN protocol_correction.sha256 IS 'SHA-256 of the JWS''s octets';
CREATE TRIGGER protocol_correction_is_immutable BEFORE UPDATE OR TRUNCATE ON protocol_correction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER protocol_correction_is_retained BEFORE DELETE ON protocol_correction
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

CREATE TABLE corrected_rank (
    stage    uuid    NOT NULL,
    number   integer NOT NULL,
    work     uuid    NOT NULL REFERENCES work (id),
    rank     integer NOT NULL,
    total    text    NOT NULL,
    selected boolean NOT NULL,
    PRIMARY KEY (stage, number, work),
    FOREIGN KEY (stage, number) REFERENCES protocol_correction (stage, number),
    CONSTRAINT corrected_rank_from_one CHECK (rank >= 1),
    CONSTRAINT corrected_rank_total_form CHECK (total ~ '^[0-9]+(/[1-9][0-9]*)?$')
);
COMMENT ON COLUMN corrected_rank.total IS 'Exact score in per cent as a fraction';
CREATE TRIGGER corrected_rank_is_immutable BEFORE UPDATE OR TRUNCATE ON corrected_rank
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER corrected_rank_is_retained BEFORE DELETE ON corrected_rank
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

-- What the head of the authority approved; nothing is corrected afterwards.
CREATE TABLE result_approval (
    stage           uuid        PRIMARY KEY REFERENCES protocol (stage),
    protocol_sha256 bytea       NOT NULL,
    note_time       timestamptz NOT NULL,
    CONSTRAINT result_approval_hash_is_whole CHECK (octet_length(protocol_sha256) = 32)
);
COMMENT ON COLUMN result_approval.protocol_sha256 IS 'The protocol that was approved: it counts, whatever was signed after it';
COMMENT ON COLUMN result_approval.note_time IS 'When it became known here';
CREATE TRIGGER result_approval_is_immutable BEFORE UPDATE OR TRUNCATE ON result_approval
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER result_approval_is_retained BEFORE DELETE ON result_approval
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

CREATE VIEW signed_protocol AS
SELECT stage, 1 AS number, NULL::bytea AS superseded_sha256, NULL::text AS correction_reason,
       jws, sha256, reasons, sign_time
FROM protocol
UNION ALL
SELECT stage, number, superseded_sha256, reason, jws, sha256, reasons, sign_time
FROM protocol_correction;
COMMENT ON VIEW signed_protocol IS 'Every protocol of a stage, the corrected ones included';

CREATE VIEW signed_rank AS
SELECT stage, 1 AS number, work, rank, total, selected FROM ranked_work
UNION ALL
SELECT stage, number, work, rank, total, selected FROM corrected_rank;
COMMENT ON VIEW signed_rank IS 'The ranking of every protocol';
