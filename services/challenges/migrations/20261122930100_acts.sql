-- What was done to a challenge, and who answers for it (procurement law of 2019, art. 52, 71).

CREATE TABLE act (
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    number      INTEGER     NOT NULL,
    version     BIGINT      NOT NULL,
    kind        TEXT        NOT NULL,
    subject     TEXT        NOT NULL,
    actor       TEXT        NOT NULL,
    create_time TIMESTAMPTZ NOT NULL,

    PRIMARY KEY (challenge, number),
    CONSTRAINT act_counts_from_one CHECK (number >= 1),
    CONSTRAINT act_kind_known CHECK (kind IN (
        'DRAFTED', 'REVISED', 'REVIEW_REQUESTED', 'CHANGES_REQUESTED', 'REVIEW_ACCEPTED',
        'APPROVAL_REQUESTED', 'APPROVED', 'RETURNED', 'PUBLICATION_SCHEDULED',
        'PUBLICATION_UNSCHEDULED', 'PUBLISHED', 'AMENDED', 'STAGE_EXTENDED',
        'EXTENSION_GRANTED', 'ENTRANT_INVITED', 'APPLICATION_DECIDED', 'WINNERS_CARRIED',
        'QUESTION_ANSWERED', 'QUESTION_MERGED', 'CANCELLED', 'PROTOCOL_RECEIVED',
        'RESULT_RECEIVED', 'RESULT_CORRECTED', 'RESULT_APPROVED', 'RESULT_ANNULLED',
        'LAUREATES_REVEALED', 'APPEAL_RECORDED', 'APPEAL_DECIDED', 'PRIZES_AWARDED',
        'RUNNER_UP_CALLED', 'RUNNER_UP_REVEALED', 'RUNNER_UP_AWARDED'
    )),
    CONSTRAINT act_actor_known CHECK (
        actor ~ '^(accounts/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|services/(challenges|submissions))$'
    )
);
COMMENT ON TABLE act IS 'Every change of a challenge from its draft on, and every decision about it, with whoever made it';
COMMENT ON COLUMN act.number IS 'In the order of the acts of one challenge, without gaps';
COMMENT ON COLUMN act.version IS 'Of the challenge after it; what is decided beside it leaves its version as it was';
COMMENT ON COLUMN act.subject IS 'Resource name of what it was about within the challenge; empty if the whole';
COMMENT ON COLUMN act.actor IS 'Account in identity; a service for what it found out, challenges for what fell due';

-- Never rewritten, and kept as long as the contest itself.
CREATE TRIGGER act_is_immutable BEFORE UPDATE ON act
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER act_is_not_emptied BEFORE TRUNCATE ON act
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER act_is_retained BEFORE DELETE ON act
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');
