-- Appeals against results.

CREATE TABLE appeal (
    id          UUID        PRIMARY KEY,
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    reference   TEXT        NOT NULL,
    create_time TIMESTAMPTZ NOT NULL,
    decision    TEXT,
    reason      TEXT,
    decide_time TIMESTAMPTZ,

    CONSTRAINT appeal_reference_once UNIQUE (challenge, reference),
    CONSTRAINT appeal_reference_length CHECK (char_length(reference) BETWEEN 1 AND 100),
    CONSTRAINT appeal_decision_known CHECK (
        decision IN ('DISMISSED', 'RESULT_RETURNED', 'RESULT_ANNULLED')
    ),
    CONSTRAINT appeal_verdict_is_whole CHECK (
        (decision IS NULL) = (reason IS NULL) AND (decision IS NULL) = (decide_time IS NULL)
    ),
    CONSTRAINT appeal_decided_after_entered CHECK (decide_time >= create_time)
);
COMMENT ON TABLE appeal IS 'An appeal against the result of a challenge; while one is pending no prize is awarded';
COMMENT ON COLUMN appeal.reference IS 'File number of the body that hears it';
COMMENT ON COLUMN appeal.decision IS 'What was decided; NULL while it is pending';
COMMENT ON COLUMN appeal.reason IS 'Why; published';

-- The award waits for every appeal: the last guard stands where it cannot race.
CREATE FUNCTION refuse_award_while_appealed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM appeal WHERE challenge = NEW.id AND decision IS NULL) THEN
        RAISE EXCEPTION 'an appeal suspends the award'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'challenge_award_waits_for_appeals';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER challenge_award_waits_for_appeals BEFORE UPDATE ON challenge
    FOR EACH ROW WHEN (NEW.state = 'AWARDED' AND OLD.state <> 'AWARDED')
    EXECUTE FUNCTION refuse_award_while_appealed();
