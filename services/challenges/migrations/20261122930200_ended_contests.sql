-- What a contest was when it ended, it stays: its four years are counted from there (DOMAIN.md, rule 8).

-- Of an ended contest nothing changes, except that calls of runners-up and decisions on appeals make
-- new versions of it. Its retention is counted, if it was awarded, from award_time (or from the last
-- award to a runner-up, which runner_up_call_is_kept guards); if its result was annulled, from
-- decide_time; if it was cancelled, from update_time. All three are final then. And a contest that
-- ends does so now: an end in the past would let what still runs be deleted.
CREATE FUNCTION keep_ended_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    ends CONSTANT text[] := ARRAY['AWARDED', 'RESULT_ANNULLED', 'CANCELLED'];
    moving text[] := ARRAY['version', 'event_version'];
    ended timestamptz;
BEGIN
    IF OLD.state <> 'CANCELLED' THEN
        moving := moving || ARRAY['update_time'];
    END IF;
    IF OLD.state = ANY (ends) AND to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'an ended challenge stays as it ended'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'challenge_ended_is_final';
    ELSIF NEW.state = ANY (ends) AND NEW.state <> OLD.state THEN
        ended := CASE NEW.state
            WHEN 'AWARDED' THEN NEW.award_time
            WHEN 'RESULT_ANNULLED' THEN NEW.decide_time
            ELSE NEW.update_time
        END;
        -- No transaction takes an hour.
        IF ended < linia_now() - INTERVAL '1 hour' THEN
            RAISE EXCEPTION 'a challenge does not end in the past'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'challenge_ends_now';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER challenge_ended_is_final BEFORE UPDATE ON challenge
    FOR EACH ROW EXECUTE FUNCTION keep_ended_challenge();

-- What is published freezes whole; only what the course of a contest writes is named. So a column
-- that is added is frozen, until a migration says that it is not. Texts change by an amendment alone.
CREATE OR REPLACE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    texts CONSTANT text[] := ARRAY['titles', 'descriptions'];
    moving CONSTANT text[] := texts || ARRAY[
        'state', 'remarks', 'protocol_sha256', 'propose_time', 'decide_time', 'earliest_award_time',
        'award_time', 'update_time', 'version', 'event_version'
    ];
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND (to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
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

CREATE OR REPLACE FUNCTION keep_published_stage() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    moving CONSTANT text[] := ARRAY['close_time', 'protocol_sha256'];
BEGIN
    IF OLD.id IS NOT NULL
        AND (to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
             OR NEW.close_time < OLD.close_time
             OR (OLD.protocol_sha256 IS NOT NULL AND NEW.protocol_sha256 IS NULL)
             OR (OLD.protocol_sha256 <> NEW.protocol_sha256
                 AND NOT EXISTS (SELECT FROM challenge WHERE id = OLD.challenge AND state = 'JUDGED')))
    THEN
        RAISE EXCEPTION 'a published stage does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;

-- Rows stay as they were written, and with their contest: what went over to an older one could be
-- deleted with it. The columns that a trigger names are filled in later, once.
CREATE FUNCTION keep_what_was_written() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    open_columns text[] := ARRAY[]::text[];
    fillable text;
BEGIN
    FOREACH fillable IN ARRAY coalesce(TG_ARGV, '{}') LOOP
        IF to_jsonb(OLD) -> fillable = 'null' THEN
            open_columns := open_columns || fillable;
        END IF;
    END LOOP;
    IF to_jsonb(NEW) - open_columns IS DISTINCT FROM to_jsonb(OLD) - open_columns THEN
        RAISE EXCEPTION 'table % keeps its rows as they were written', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER question_asker_is_kept BEFORE UPDATE ON question_asker
    FOR EACH ROW EXECUTE FUNCTION keep_what_was_written();
CREATE TRIGGER appeal_is_kept BEFORE UPDATE ON appeal
    FOR EACH ROW EXECUTE FUNCTION keep_what_was_written('decision', 'reason', 'decide_time');
CREATE TRIGGER laureate_is_kept BEFORE UPDATE ON laureate
    FOR EACH ROW EXECUTE FUNCTION keep_what_was_written('entrant');

-- A merged question follows the one that it was merged into.
CREATE TRIGGER question_is_kept BEFORE UPDATE ON question
    FOR EACH ROW WHEN (
        (OLD.id, OLD.challenge, OLD.text, OLD.create_time)
            IS DISTINCT FROM (NEW.id, NEW.challenge, NEW.text, NEW.create_time)
        OR (OLD.answer IS NOT NULL
            AND (OLD.answer, OLD.answer_time) IS DISTINCT FROM (NEW.answer, NEW.answer_time))
    )
    EXECUTE FUNCTION keep_what_was_written();
-- An application is rewritten until it is decided, by the same applicant to the same contest.
CREATE TRIGGER admission_is_kept BEFORE UPDATE ON admission
    FOR EACH ROW WHEN ((OLD.challenge, OLD.entrant) IS DISTINCT FROM (NEW.challenge, NEW.entrant))
    EXECUTE FUNCTION keep_what_was_written();
