-- Who may enter: everybody, who was admitted, or who was invited.

ALTER TABLE challenge
    ADD COLUMN admission            TEXT NOT NULL DEFAULT 'OPEN',
    ADD COLUMN application_deadline TIMESTAMPTZ,
    ADD CONSTRAINT challenge_admission_known CHECK (
        admission IN ('OPEN', 'RESTRICTED', 'INVITATION_ONLY')
    );
COMMENT ON COLUMN challenge.admission IS 'Who may enter';
COMMENT ON COLUMN challenge.application_deadline IS
    'Applications are taken before this moment; for a restricted contest';

CREATE TABLE admission (
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    entrant     TEXT        NOT NULL,
    state       TEXT        NOT NULL,
    text        TEXT        NOT NULL,
    reason      TEXT        NOT NULL,
    create_time TIMESTAMPTZ NOT NULL,
    decide_time TIMESTAMPTZ,

    PRIMARY KEY (challenge, entrant),
    CONSTRAINT admission_state_known CHECK (state IN ('APPLIED', 'ADMITTED', 'REFUSED', 'INVITED')),
    CONSTRAINT admission_text_length CHECK (char_length(text) <= 20000),
    CONSTRAINT admission_decided_with_reason CHECK (
        CASE
            WHEN state IN ('ADMITTED', 'REFUSED')
            THEN decide_time IS NOT NULL AND char_length(reason) BETWEEN 1 AND 5000
            ELSE decide_time IS NULL AND reason = ''
        END
    )
);
COMMENT ON TABLE admission IS
    'Applications and invitations; who of them entered is not known to this service';
COMMENT ON COLUMN admission.entrant IS 'Resource name of an account, team or organization';
COMMENT ON COLUMN admission.text IS 'What the applicant wrote; empty for an invitation';

-- A decision is final, and whoever was told that they may enter has begun to work.
CREATE FUNCTION keep_decided_admission() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'an admission that is decided does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'admission_decided_is_final';
END
$$;
CREATE TRIGGER admission_decided_is_final BEFORE UPDATE OR DELETE ON admission
    FOR EACH ROW WHEN (OLD.state <> 'APPLIED') EXECUTE FUNCTION keep_decided_admission();

-- The new columns freeze with publication as the others do.
CREATE OR REPLACE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND ((NEW.authority, NEW.source_language, NEW.cpv_codes,
              NEW.anonymous, NEW.time_zone, NEW.prizes, NEW.publish_time,
              NEW.required_qualifications, NEW.runner_up_allowed,
              NEW.admission, NEW.application_deadline)
             IS DISTINCT FROM
             (OLD.authority, OLD.source_language, OLD.cpv_codes,
              OLD.anonymous, OLD.time_zone, OLD.prizes, OLD.publish_time,
              OLD.required_qualifications, OLD.runner_up_allowed,
              OLD.admission, OLD.application_deadline)
             OR ((NEW.titles, NEW.descriptions) IS DISTINCT FROM (OLD.titles, OLD.descriptions)
                 AND NOT EXISTS (
                     SELECT FROM amendment
                     WHERE challenge = NEW.id AND challenge_version = NEW.version
                 )))
    THEN
        RAISE EXCEPTION 'a published challenge does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'challenge_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
