-- Challenges, their stages and results, and the replica of the organizations that may run them.

CREATE TABLE challenge (
    id                  UUID        PRIMARY KEY,
    authority           UUID        NOT NULL,
    state               TEXT        NOT NULL,
    source_language     TEXT        NOT NULL,
    titles              JSONB       NOT NULL,
    descriptions        JSONB       NOT NULL,
    cpv_codes           TEXT[]      NOT NULL,
    anonymous           BOOLEAN     NOT NULL,
    time_zone           TEXT        NOT NULL,
    prizes              JSONB       NOT NULL,
    remarks             TEXT,
    protocol_sha256     BYTEA,
    create_time         TIMESTAMPTZ NOT NULL,
    update_time         TIMESTAMPTZ NOT NULL,
    publish_time        TIMESTAMPTZ,
    propose_time        TIMESTAMPTZ,
    decide_time         TIMESTAMPTZ,
    earliest_award_time TIMESTAMPTZ,
    award_time          TIMESTAMPTZ,
    version             BIGINT      NOT NULL DEFAULT 1,
    event_version       BIGINT      NOT NULL,

    CONSTRAINT challenge_state_known CHECK (state IN (
        'DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PUBLISHED', 'JUDGED', 'RESULT_APPROVED',
        'RESULT_ANNULLED', 'AWARDED', 'CANCELLED'
    )),
    CONSTRAINT challenge_remarks_when_sent_back_or_ended CHECK (
        CASE
            WHEN state IN ('CANCELLED', 'RESULT_ANNULLED') THEN remarks IS NOT NULL
            WHEN state <> 'DRAFT' THEN remarks IS NULL
            ELSE true
        END
    ),
    CONSTRAINT challenge_publish_time_once_published CHECK (
        CASE
            WHEN state IN ('DRAFT', 'PENDING_APPROVAL', 'APPROVED') THEN publish_time IS NULL
            WHEN state <> 'CANCELLED' THEN publish_time IS NOT NULL
            ELSE true
        END
    ),
    CONSTRAINT challenge_proposal_once_judged CHECK (
        CASE
            WHEN state IN ('JUDGED', 'RESULT_APPROVED', 'RESULT_ANNULLED', 'AWARDED')
            THEN protocol_sha256 IS NOT NULL AND propose_time IS NOT NULL
            ELSE protocol_sha256 IS NULL AND propose_time IS NULL
        END
    ),
    CONSTRAINT challenge_protocol_is_sha256 CHECK (octet_length(protocol_sha256) = 32),
    CONSTRAINT challenge_decide_time_once_decided CHECK (
        (decide_time IS NOT NULL) = (state IN ('RESULT_APPROVED', 'RESULT_ANNULLED', 'AWARDED'))
    ),
    CONSTRAINT challenge_award_term_once_approved CHECK (
        (earliest_award_time IS NOT NULL) = (state IN ('RESULT_APPROVED', 'AWARDED'))
    ),
    -- Hours, because the length of a day depends on the session's zone.
    CONSTRAINT challenge_award_term_is_fifteen_days CHECK (
        earliest_award_time >= decide_time + INTERVAL '360 hours'
    ),
    CONSTRAINT challenge_award_time_once_awarded CHECK (
        (award_time IS NOT NULL) = (state = 'AWARDED')
    ),
    CONSTRAINT challenge_award_after_term CHECK (award_time >= earliest_award_time)
);
COMMENT ON TABLE challenge IS 'A public body''s need and the contest that answers it';
COMMENT ON COLUMN challenge.authority IS 'Organization in identity';
COMMENT ON COLUMN challenge.titles IS 'Array of {language_code, text}';
COMMENT ON COLUMN challenge.descriptions IS 'Array of {language_code, text}';
COMMENT ON COLUMN challenge.prizes IS 'Array of {rank, kind, money: {currency_code, amount_minor}}';
COMMENT ON COLUMN challenge.remarks IS 'Why it was sent back, cancelled or annulled; the last two are published';
COMMENT ON COLUMN challenge.protocol_sha256 IS 'Of the jury''s protocol of the last stage';
COMMENT ON COLUMN challenge.publish_time IS 'From then on anyone may read it';
COMMENT ON COLUMN challenge.version IS 'Changes with every change; the etag';
COMMENT ON COLUMN challenge.event_version IS 'Number of the last internal event about it';

-- The two halves of what a caller can see: everything published, and the authority's own.
CREATE INDEX challenge_published ON challenge (create_time DESC, id DESC) WHERE publish_time IS NOT NULL;
CREATE INDEX challenge_of_authority ON challenge (authority, create_time DESC, id DESC);

CREATE TABLE stage (
    challenge           UUID    NOT NULL REFERENCES challenge (id),
    ordinal             INTEGER NOT NULL,
    id                  UUID    UNIQUE,
    titles              JSONB   NOT NULL,
    open_time           TIMESTAMPTZ,
    close_time          TIMESTAMPTZ,
    criteria            JSONB   NOT NULL,
    finalist_count      INTEGER NOT NULL,
    sealing_recipient   TEXT,
    unmasking_recipient TEXT,
    protocol_sha256     BYTEA,

    PRIMARY KEY (challenge, ordinal),
    CONSTRAINT stage_ordinal_from_one CHECK (ordinal BETWEEN 1 AND 5),
    CONSTRAINT stage_finalist_count_in_range CHECK (finalist_count BETWEEN 0 AND 50),
    CONSTRAINT stage_published_is_complete CHECK (
        CASE
            WHEN id IS NULL
            THEN sealing_recipient IS NULL AND unmasking_recipient IS NULL AND protocol_sha256 IS NULL
            ELSE open_time IS NOT NULL AND close_time IS NOT NULL
                AND sealing_recipient IS NOT NULL AND unmasking_recipient IS NOT NULL
        END
    ),
    CONSTRAINT stage_published_closes_after_opening CHECK (id IS NULL OR open_time < close_time),
    CONSTRAINT stage_keys_differ CHECK (sealing_recipient <> unmasking_recipient),
    CONSTRAINT stage_protocol_is_sha256 CHECK (octet_length(protocol_sha256) = 32)
);
COMMENT ON TABLE stage IS 'A step of the contest with its own window, criteria and works';
COMMENT ON COLUMN stage.id IS 'Given at publication together with the keys, never before';
COMMENT ON COLUMN stage.criteria IS 'Array of {key, titles, descriptions, weight_basis_points, max_points}';
COMMENT ON COLUMN stage.finalist_count IS 'How many advance to the next stage; 0 in the last one';
COMMENT ON COLUMN stage.sealing_recipient IS 'Public age recipient that works are sealed to';
COMMENT ON COLUMN stage.unmasking_recipient IS 'Public age recipient that the link between entries and works is sealed to';
COMMENT ON COLUMN stage.protocol_sha256 IS 'Of the jury''s protocol, once it was received';

-- Criteria, weights, prizes and dates are published with the contest and freeze then; a closing
-- time may still move, and only later.
CREATE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND (NEW.authority, NEW.source_language, NEW.titles, NEW.descriptions, NEW.cpv_codes,
             NEW.anonymous, NEW.time_zone, NEW.prizes, NEW.publish_time)
            IS DISTINCT FROM
            (OLD.authority, OLD.source_language, OLD.titles, OLD.descriptions, OLD.cpv_codes,
             OLD.anonymous, OLD.time_zone, OLD.prizes, OLD.publish_time)
    THEN
        RAISE EXCEPTION 'a published challenge does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'challenge_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER challenge_published_is_frozen BEFORE UPDATE ON challenge
    FOR EACH ROW EXECUTE FUNCTION keep_published_challenge();

CREATE FUNCTION keep_published_stage() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.id IS NULL AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    ELSIF OLD.id IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE'
        OR (NEW.challenge, NEW.ordinal, NEW.id, NEW.titles, NEW.open_time, NEW.criteria,
            NEW.finalist_count, NEW.sealing_recipient, NEW.unmasking_recipient)
            IS DISTINCT FROM
            (OLD.challenge, OLD.ordinal, OLD.id, OLD.titles, OLD.open_time, OLD.criteria,
             OLD.finalist_count, OLD.sealing_recipient, OLD.unmasking_recipient)
        OR NEW.close_time < OLD.close_time
        OR (OLD.protocol_sha256 IS NOT NULL AND NEW.protocol_sha256 IS DISTINCT FROM OLD.protocol_sha256)
    THEN
        RAISE EXCEPTION 'a published stage does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stage_published_is_frozen BEFORE UPDATE OR DELETE ON stage
    FOR EACH ROW EXECUTE FUNCTION keep_published_stage();

CREATE TABLE laureate (
    challenge UUID    NOT NULL REFERENCES challenge (id),
    work      UUID    NOT NULL,
    rank      INTEGER NOT NULL,
    entrant   TEXT,

    PRIMARY KEY (challenge, work),
    CONSTRAINT laureate_rank_from_one CHECK (rank >= 1)
);
COMMENT ON TABLE laureate IS 'The works that the jury proposes for a prize';
COMMENT ON COLUMN laureate.work IS 'Work in submissions';
COMMENT ON COLUMN laureate.entrant IS 'Resource name of an account, team or organization, once revealed';

CREATE TABLE organization (
    id                     UUID    PRIMARY KEY,
    contracting_authority  BOOLEAN NOT NULL,
    verified               BOOLEAN NOT NULL
);
COMMENT ON TABLE organization IS 'Replica of identity''s organizations, fed by its events';
COMMENT ON COLUMN organization.contracting_authority IS 'Whether it is a public body that may run challenges';
