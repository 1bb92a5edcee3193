-- What a contest was judged by stays as it was, and no end of a contest that somebody makes up
-- shortens the term for which its records are kept (procurement law of 2019, art. 78).

-- The end of a contest only moves later, as an award after an appeal does.
CREATE FUNCTION refuse_earlier_end() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.challenge <> OLD.challenge OR NEW.end_time < OLD.end_time OR NEW.retain_until < OLD.retain_until THEN
        RAISE EXCEPTION 'the end of a contest only moves later'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'contest_end_moves_later';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER contest_end_moves_later BEFORE UPDATE ON contest_end
    FOR EACH ROW EXECUTE FUNCTION refuse_earlier_end();
CREATE TRIGGER contest_end_is_not_emptied BEFORE TRUNCATE ON contest_end
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whether the records of a contest may go. The end that is noted is not enough: whoever can write
-- it could write any. So the term is counted from the last closing and the last protocol, too.
CREATE FUNCTION retention_is_over(contest uuid) RETURNS boolean
    LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM contest_end WHERE challenge = contest AND retain_until <= linia_now()
    ) AND NOT EXISTS (
        SELECT FROM closing
        LEFT JOIN protocol ON protocol.stage = closing.stage
        WHERE closing.challenge = contest
          AND greatest(closing.record_time, protocol.sign_time) AT TIME ZONE 'UTC' + INTERVAL '4 years'
              > linia_now() AT TIME ZONE 'UTC'
    )
$$;
COMMENT ON FUNCTION retention_is_over(uuid) IS 'Whether four years have passed since a contest ended';

CREATE OR REPLACE FUNCTION refuse_early_deletion() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    key uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
BEGIN
    IF TG_ARGV[0] = 'work' THEN
        SELECT stage INTO key FROM work WHERE id = key;
    END IF;
    IF TG_ARGV[0] IN ('stage', 'work') THEN
        SELECT challenge INTO key FROM closing WHERE stage = key;
    END IF;
    IF key IS NULL OR NOT retention_is_over(key) THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_retained';
    END IF;
    RETURN OLD;
END
$$;

CREATE OR REPLACE FUNCTION refuse_early_deletion_of_score() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM review WHERE work = OLD.work AND account = OLD.account AND final) THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (
        SELECT FROM work JOIN closing ON closing.stage = work.stage
        WHERE work.id = OLD.work AND retention_is_over(closing.challenge)
    ) THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'review_score_is_retained';
    END IF;
    RETURN OLD;
END
$$;

-- As for reviews: who read a work, and what was added to it.
CREATE OR REPLACE FUNCTION keep_judged_review() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
    IF EXISTS (
        SELECT FROM protocol JOIN work ON work.stage = protocol.stage
        WHERE work.id = (changed ->> 'work')::uuid
    ) THEN
        RAISE EXCEPTION 'what was judged by does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_judged_is_kept';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION keep_judged_review() IS 'Of every table whose rows belong to a work';
CREATE TRIGGER work_supplement_judged_is_kept BEFORE INSERT OR UPDATE ON work_supplement
    FOR EACH ROW EXECUTE FUNCTION keep_judged_review();
CREATE TRIGGER assignment_judged_is_kept BEFORE INSERT OR UPDATE ON assignment
    FOR EACH ROW EXECUTE FUNCTION keep_judged_review();

-- Nobody declares after the judgement, and what was declared never changes.
CREATE FUNCTION refuse_judged_stage() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM protocol WHERE stage = NEW.stage) THEN
        RAISE EXCEPTION 'table % takes no rows of a stage that is judged', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_judged_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER declaration_judged_is_kept BEFORE INSERT ON declaration
    FOR EACH ROW EXECUTE FUNCTION refuse_judged_stage();
CREATE TRIGGER declaration_is_immutable BEFORE UPDATE ON declaration
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who entered does not change; what becomes of the entry does, by the decisions that follow.
CREATE FUNCTION keep_who_entered() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
        RAISE EXCEPTION 'who entered does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'entry_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER entry_is_kept BEFORE UPDATE ON entry
    FOR EACH ROW EXECUTE FUNCTION keep_who_entered();
CREATE TRIGGER entry_judged_is_kept BEFORE INSERT ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_judged_stage();

-- Who has left a jury stays away, for the reason that was given. Once the last stage is judged, the
-- jury is who it was: a correction of the protocol may still take somebody out, and nothing else.
CREATE FUNCTION keep_jury() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    finished boolean := EXISTS (
        SELECT FROM protocol
        JOIN closing ON closing.stage = protocol.stage
        LEFT JOIN stage ON stage.id = protocol.stage
        LEFT JOIN contest_end ON contest_end.challenge = closing.challenge
        LEFT JOIN result_approval ON result_approval.stage = protocol.stage
        WHERE closing.challenge = NEW.challenge
          AND (stage.ordinal = stage.stage_count
               OR num_nonnulls(contest_end.challenge, result_approval.stage) > 0)
    );
    leaving CONSTANT text[] := ARRAY['recuse_time', 'recusal_reason'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- A change arrives as an insertion that meets the row.
        IF finished AND NOT EXISTS (
            SELECT FROM juror WHERE challenge = NEW.challenge AND account = NEW.account
        ) THEN
            RAISE EXCEPTION 'nobody is appointed after the judgement'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'juror_judged_is_kept';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.challenge, NEW.account, NEW.appoint_time) <> (OLD.challenge, OLD.account, OLD.appoint_time)
        OR OLD.recuse_time IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD)
        OR finished AND to_jsonb(NEW) - leaving <> to_jsonb(OLD) - leaving
    THEN
        RAISE EXCEPTION 'who judged does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'juror_judged_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER juror_judged_is_kept BEFORE INSERT OR UPDATE ON juror
    FOR EACH ROW EXECUTE FUNCTION keep_jury();
