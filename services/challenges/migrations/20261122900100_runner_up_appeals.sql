-- The award to a runner-up waits for appeals as the first one does, and an
-- appeal that was upheld against the call prevents it.
CREATE FUNCTION refuse_runner_up_award_while_appealed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM appeal
        WHERE challenge = NEW.challenge
          AND (decision IS NULL OR decision <> 'DISMISSED' AND create_time >= NEW.call_time)
    ) THEN
        RAISE EXCEPTION 'an appeal suspends or prevents the award'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'runner_up_award_waits_for_appeals';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER runner_up_award_waits_for_appeals BEFORE UPDATE ON runner_up_call
    FOR EACH ROW WHEN (NEW.award_time IS NOT NULL AND OLD.award_time IS NULL)
    EXECUTE FUNCTION refuse_runner_up_award_while_appealed();
