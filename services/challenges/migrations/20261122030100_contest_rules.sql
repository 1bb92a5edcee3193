-- What is to be handed in, how it is opened and judged, who sits on the jury.
-- Defaults are how contests ran before there was a choice.

ALTER TABLE challenge
    ADD COLUMN required_qualifications JSONB   NOT NULL DEFAULT '[]',
    ADD COLUMN runner_up_allowed       BOOLEAN NOT NULL DEFAULT false;
COMMENT ON COLUMN challenge.required_qualifications IS
    'Array of {language_code, text}: what a third of the jury must be qualified in; empty if nothing';
COMMENT ON COLUMN challenge.runner_up_allowed IS 'Whether a runner-up may step in for a laureate';

ALTER TABLE stage
    ADD COLUMN finalist_reimbursement JSONB,
    ADD COLUMN hand_in                JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN rules                  JSONB NOT NULL DEFAULT '{}';
COMMENT ON COLUMN stage.finalist_reimbursement IS
    '{currency_code, amount_minor}: what each who advances is reimbursed at most';
COMMENT ON COLUMN stage.hand_in IS
    '{fields: [{key, labels, required, max_length}], attachments: {media_types, max_count, max_octets, max_total_octets}}';
COMMENT ON COLUMN stage.rules IS
    '{ranking_method, tie_break_criteria, reviews_per_work, max_works_per_juror, opening_mode, cure_period_days}';

-- The new columns freeze with publication as the others do.
CREATE OR REPLACE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND (NEW.authority, NEW.source_language, NEW.titles, NEW.descriptions, NEW.cpv_codes,
             NEW.anonymous, NEW.time_zone, NEW.prizes, NEW.publish_time,
             NEW.required_qualifications, NEW.runner_up_allowed)
            IS DISTINCT FROM
            (OLD.authority, OLD.source_language, OLD.titles, OLD.descriptions, OLD.cpv_codes,
             OLD.anonymous, OLD.time_zone, OLD.prizes, OLD.publish_time,
             OLD.required_qualifications, OLD.runner_up_allowed)
    THEN
        RAISE EXCEPTION 'a published challenge does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'challenge_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION keep_published_stage() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.id IS NULL AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    ELSIF OLD.id IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE'
        OR (NEW.challenge, NEW.ordinal, NEW.id, NEW.titles, NEW.open_time, NEW.criteria,
            NEW.finalist_count, NEW.sealing_recipient, NEW.unmasking_recipient,
            NEW.finalist_reimbursement, NEW.hand_in, NEW.rules)
            IS DISTINCT FROM
            (OLD.challenge, OLD.ordinal, OLD.id, OLD.titles, OLD.open_time, OLD.criteria,
             OLD.finalist_count, OLD.sealing_recipient, OLD.unmasking_recipient,
             OLD.finalist_reimbursement, OLD.hand_in, OLD.rules)
        OR NEW.close_time < OLD.close_time
        OR (OLD.protocol_sha256 IS NOT NULL AND NEW.protocol_sha256 IS DISTINCT FROM OLD.protocol_sha256)
    THEN
        RAISE EXCEPTION 'a published stage does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
