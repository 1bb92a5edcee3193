-- Prizes that fell away after the award, and who steps in (DOMAIN.md, rule 7).

CREATE TABLE runner_up_call (
    challenge           UUID        NOT NULL REFERENCES challenge (id),
    work                UUID        NOT NULL,
    prize_rank          INTEGER     NOT NULL,
    reason              TEXT        NOT NULL,
    account             UUID        NOT NULL,
    call_time           TIMESTAMPTZ NOT NULL,
    earliest_award_time TIMESTAMPTZ NOT NULL,
    reveal_time         TIMESTAMPTZ,
    award_time          TIMESTAMPTZ,

    PRIMARY KEY (challenge, work),
    CONSTRAINT runner_up_call_rank_from_one CHECK (prize_rank >= 1),
    CONSTRAINT runner_up_call_reason_length CHECK (char_length(reason) BETWEEN 1 AND 5000),
    CONSTRAINT runner_up_call_term_is_kept CHECK (
        earliest_award_time >= call_time + INTERVAL '360 hours' AND award_time >= earliest_award_time
    ),
    CONSTRAINT runner_up_call_revealed_before_awarded CHECK (award_time IS NULL OR reveal_time IS NOT NULL)
);
COMMENT ON TABLE runner_up_call IS 'A prize that fell away; the next work of the ranking is called for it, once';
COMMENT ON COLUMN runner_up_call.work IS 'Work in submissions that held the prize';
COMMENT ON COLUMN runner_up_call.prize_rank IS 'Which prize';
COMMENT ON COLUMN runner_up_call.reason IS 'Why it fell away; published';
COMMENT ON COLUMN runner_up_call.account IS 'The head of the authority who called';
COMMENT ON COLUMN runner_up_call.reveal_time IS 'When it became known who steps in, or that nobody is left';
COMMENT ON COLUMN runner_up_call.award_time IS 'When the prize was awarded anew';

CREATE TABLE runner_up (
    challenge  UUID    NOT NULL,
    work       UUID    NOT NULL,
    called_for UUID    NOT NULL,
    rank       INTEGER NOT NULL,
    entrant    TEXT    NOT NULL,

    PRIMARY KEY (challenge, work),
    FOREIGN KEY (challenge, called_for) REFERENCES runner_up_call (challenge, work),
    CONSTRAINT runner_up_rank_from_one CHECK (rank >= 1)
);
COMMENT ON TABLE runner_up IS 'Who steps in for a prize that fell away';
COMMENT ON COLUMN runner_up.called_for IS 'The work that held the prize before';
COMMENT ON COLUMN runner_up.rank IS 'Its own, in the ranking of the jury';
CREATE INDEX runner_up_of_call ON runner_up (challenge, called_for, rank, work);

-- The last guard: nobody steps in against the published rules, or before the award.
CREATE FUNCTION refuse_runner_up_against_rules() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM challenge WHERE id = NEW.challenge AND state = 'AWARDED' AND runner_up_allowed
    ) THEN
        RAISE EXCEPTION 'no runner-up may step in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'runner_up_call_is_allowed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER runner_up_call_is_allowed BEFORE INSERT ON runner_up_call
    FOR EACH ROW EXECUTE FUNCTION refuse_runner_up_against_rules();

-- What was called, revealed and awarded stays as it was.
CREATE FUNCTION keep_runner_up_call() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF (NEW.challenge, NEW.work, NEW.prize_rank, NEW.reason, NEW.account, NEW.call_time, NEW.earliest_award_time)
           IS DISTINCT FROM
           (OLD.challenge, OLD.work, OLD.prize_rank, OLD.reason, OLD.account, OLD.call_time, OLD.earliest_award_time)
        OR (OLD.reveal_time IS NOT NULL AND NEW.reveal_time IS DISTINCT FROM OLD.reveal_time)
        OR (OLD.award_time IS NOT NULL AND NEW.award_time IS DISTINCT FROM OLD.award_time)
    THEN
        RAISE EXCEPTION 'the call of a runner-up does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'runner_up_call_is_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER runner_up_call_is_kept BEFORE UPDATE ON runner_up_call
    FOR EACH ROW EXECUTE FUNCTION keep_runner_up_call();
CREATE TRIGGER runner_up_is_immutable BEFORE UPDATE ON runner_up
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Kept for four years like the rest, which are counted from the last award.
CREATE OR REPLACE FUNCTION refuse_early_deletion() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    key uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
    ended timestamptz;
BEGIN
    IF TG_ARGV[0] = 'question' THEN
        SELECT challenge INTO key FROM question WHERE id = key;
    ELSIF TG_ARGV[0] = 'stage' THEN
        SELECT challenge INTO key FROM stage WHERE id = key;
    END IF;
    SELECT CASE state
               WHEN 'AWARDED' THEN greatest(award_time, (
                   SELECT max(coalesce(r.award_time, r.earliest_award_time))
                   FROM runner_up_call r WHERE r.challenge = key
               ))
               WHEN 'RESULT_ANNULLED' THEN decide_time
               WHEN 'CANCELLED' THEN update_time
               ELSE 'infinity'
           END
        INTO ended FROM challenge WHERE id = key;
    -- From a 29 February to a 1 March, where there is no such day.
    IF (ended - INTERVAL '1 day') AT TIME ZONE 'UTC' + INTERVAL '4 years' + INTERVAL '1 day'
        > linia_now() AT TIME ZONE 'UTC'
    THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_retained';
    END IF;
    RETURN OLD;
END
$$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['runner_up_call', 'runner_up'] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion(''challenge'')',
            kept || '_is_retained', kept
        );
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            kept || '_is_not_emptied', kept
        );
    END LOOP;
END
$$;
