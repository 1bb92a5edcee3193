-- A stage that takes finalists does not close before they were let in: it would be closed with
-- nobody in it.

CREATE FUNCTION refuse_closing_without_finalists() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM stage
        WHERE stage.id = NEW.stage AND stage.ordinal > 1 AND NOT EXISTS (
            SELECT FROM stage previous
            JOIN unmasking ON unmasking.stage = previous.id AND unmasking.ground = 'inform_entrants'
            WHERE previous.challenge = stage.challenge AND previous.ordinal = stage.ordinal - 1
        )
    ) THEN
        RAISE EXCEPTION 'the finalists of the stage were not let in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_waits_for_finalists';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER closing_waits_for_finalists BEFORE INSERT ON closing
    FOR EACH ROW EXECUTE FUNCTION refuse_closing_without_finalists();
