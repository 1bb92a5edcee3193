-- Who steps in when a prize falls away (DOMAIN.md, rule 7): one more work is unmasked for it, and
-- no other.

-- A stage may be unmasked more than once on this ground; each time is on record.
ALTER TABLE unmasking
    ADD COLUMN number  integer NOT NULL DEFAULT 1,
    ADD COLUMN account uuid,
    ADD COLUMN reason  text,
    DROP CONSTRAINT unmasking_pkey,
    ADD CONSTRAINT unmasking_pkey PRIMARY KEY (stage, ground, number),
    DROP CONSTRAINT unmasking_ground_known,
    ADD CONSTRAINT unmasking_ground_known CHECK (
        ground IN ('inform_entrants', 'result_approved', 'runner_up')
    ),
    ADD CONSTRAINT unmasking_number_from_one CHECK (number >= 1),
    ADD CONSTRAINT unmasking_once_but_for_runners_up CHECK (
        (ground = 'runner_up') = (account IS NOT NULL AND reason IS NOT NULL)
        AND (ground = 'runner_up' OR number = 1)
    );
COMMENT ON COLUMN unmasking.number IS 'Of the stage and ground';
COMMENT ON COLUMN unmasking.account IS 'The head of the authority who called a runner-up';
COMMENT ON COLUMN unmasking.reason IS 'Why the prize fell away, as published';

CREATE TABLE runner_up_call (
    work      uuid        PRIMARY KEY REFERENCES laureate (work),
    stage     uuid        NOT NULL REFERENCES opening (stage),
    challenge uuid        NOT NULL,
    number    integer     NOT NULL,
    account   uuid        NOT NULL,
    reason    text        NOT NULL,
    call_time timestamptz NOT NULL,
    CONSTRAINT runner_up_call_number UNIQUE (stage, number),
    CONSTRAINT runner_up_call_from_one CHECK (number >= 1)
);
COMMENT ON TABLE runner_up_call IS 'Prizes that fell away; the next work of the ranking steps in for each';
COMMENT ON COLUMN runner_up_call.work IS 'The work that held the prize';
COMMENT ON COLUMN runner_up_call.number IS 'Of the stage; the unmasking has the same';
COMMENT ON COLUMN runner_up_call.account IS 'The head of the authority who called';
COMMENT ON COLUMN runner_up_call.reason IS 'Why the prize fell away, as published';

ALTER TABLE laureate
    ADD COLUMN called_for uuid REFERENCES runner_up_call (work);
COMMENT ON COLUMN laureate.called_for IS 'The work whose prize fell away, if this one stepped in for it';

CREATE TABLE runner_up_award (
    called_for uuid        PRIMARY KEY REFERENCES runner_up_call (work),
    challenge  uuid        NOT NULL,
    award_time timestamptz NOT NULL
);
COMMENT ON TABLE runner_up_award IS 'Prizes that were awarded anew: before, nothing of a runner-up is published';

CREATE TRIGGER runner_up_call_is_immutable BEFORE UPDATE OR TRUNCATE ON runner_up_call
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER runner_up_call_is_retained BEFORE DELETE ON runner_up_call
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');
CREATE TRIGGER runner_up_award_is_immutable BEFORE UPDATE OR TRUNCATE ON runner_up_award
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER runner_up_award_is_retained BEFORE DELETE ON runner_up_award
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');

ALTER TABLE entry
    DROP CONSTRAINT entry_state_known,
    ADD CONSTRAINT entry_state_known CHECK (
        state IN (
            'opened', 'withdrawn', 'unconfirmed', 'advanced', 'not_advanced', 'laureate', 'prize_lost'
        )
    );
COMMENT ON COLUMN entry.state IS 'unconfirmed: no version had been confirmed by all its co-authors when the stage closed; prize_lost: it had won, and the prize fell away';

-- As before; and the work of whoever stepped in once they were awarded the prize themselves. Whose
-- prize fell away is no laureate any more.
CREATE OR REPLACE VIEW disclosed_work AS
SELECT l.work, l.challenge, l.rank,
       (ARRAY['nothing', 'title', 'work', 'work_and_files'])[consent.level] AS scope
FROM laureate l
JOIN award a ON a.challenge = l.challenge
JOIN entry e ON e.id = l.entry AND e.state = 'laureate'
JOIN LATERAL (
    SELECT min(coalesce(
        array_position(ARRAY['nothing', 'title', 'work', 'work_and_files'], last.scope), 1
    )) AS level
    FROM (
        SELECT e.entrant AS name
        UNION
        SELECT 'accounts/' || account FROM unnest(e.co_authors) AS account
    ) AS author
    LEFT JOIN LATERAL (
        SELECT d.scope FROM disclosure_consent d
        WHERE d.entry = e.id AND d.author = author.name ORDER BY d.number DESC LIMIT 1
    ) AS last ON true
) AS consent ON consent.level > 1
WHERE l.called_for IS NULL
   OR EXISTS (SELECT FROM runner_up_award r WHERE r.called_for = l.called_for);
