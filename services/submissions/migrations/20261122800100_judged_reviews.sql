-- What a protocol was signed over stays as it was: reviews and their scores. A draft's scores are
-- the juror's to take away; afterwards they are kept for the term of art. 78 like the rest.

CREATE FUNCTION keep_judged_review() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
    IF EXISTS (
        SELECT FROM protocol JOIN work ON work.stage = protocol.stage
        WHERE work.id = (changed ->> 'work')::uuid
    ) THEN
        RAISE EXCEPTION 'a review that was judged by does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_judged_is_kept';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER review_judged_is_kept BEFORE INSERT OR UPDATE ON review
    FOR EACH ROW EXECUTE FUNCTION keep_judged_review();
CREATE TRIGGER review_score_judged_is_kept BEFORE INSERT OR UPDATE ON review_score
    FOR EACH ROW EXECUTE FUNCTION keep_judged_review();

CREATE FUNCTION refuse_early_deletion_of_score() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM review WHERE work = OLD.work AND account = OLD.account AND final) THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (
        SELECT FROM work
        JOIN closing ON closing.stage = work.stage
        JOIN contest_end ON contest_end.challenge = closing.challenge
        WHERE work.id = OLD.work AND contest_end.retain_until <= linia_now()
    ) THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_score_is_retained';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER review_score_is_retained BEFORE DELETE ON review_score
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion_of_score();

CREATE TRIGGER finalist_is_retained BEFORE DELETE ON finalist
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER held_entry_is_retained BEFORE DELETE ON held_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
