-- Review by an operator before the head approves, remarks that are kept, and publication at a set
-- time.

ALTER TABLE challenge
    ADD COLUMN scheduled_publish_time TIMESTAMPTZ,
    DROP CONSTRAINT challenge_state_known,
    DROP CONSTRAINT challenge_publish_time_once_published,
    ADD CONSTRAINT challenge_state_known CHECK (state IN (
        'DRAFT', 'IN_REVIEW', 'PENDING_APPROVAL', 'APPROVED', 'PUBLISHED', 'JUDGED',
        'RESULT_APPROVED', 'RESULT_ANNULLED', 'AWARDED', 'CANCELLED'
    )),
    ADD CONSTRAINT challenge_publish_time_once_published CHECK (
        CASE
            WHEN state IN ('DRAFT', 'IN_REVIEW', 'PENDING_APPROVAL', 'APPROVED') THEN publish_time IS NULL
            WHEN state <> 'CANCELLED' THEN publish_time IS NOT NULL
            ELSE true
        END
    ),
    ADD CONSTRAINT challenge_scheduled_while_approved CHECK (
        scheduled_publish_time IS NULL OR state = 'APPROVED'
    );
COMMENT ON COLUMN challenge.scheduled_publish_time IS
    'When it is published by itself; publish_time tells when it was';

-- What operators see before publication.
CREATE INDEX challenge_submitted ON challenge (create_time DESC, id DESC)
    WHERE state IN ('IN_REVIEW', 'PENDING_APPROVAL', 'APPROVED');

CREATE TABLE remark (
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    version     BIGINT      NOT NULL,
    kind        TEXT        NOT NULL,
    text        TEXT        NOT NULL,
    author      UUID,
    create_time TIMESTAMPTZ NOT NULL,

    PRIMARY KEY (challenge, version),
    CONSTRAINT remark_kind_known CHECK (
        kind IN ('CHANGES_REQUESTED', 'ACCEPTED', 'RETURNED', 'NOT_PUBLISHED')
    ),
    CONSTRAINT remark_says_why CHECK (
        CASE WHEN kind = 'ACCEPTED' THEN text = '' ELSE char_length(text) BETWEEN 1 AND 5000 END
    ),
    CONSTRAINT remark_author_unless_system CHECK ((author IS NULL) = (kind = 'NOT_PUBLISHED'))
);
COMMENT ON TABLE remark IS 'What was decided about a challenge on its way to publication; kept for ever';
COMMENT ON COLUMN remark.version IS 'Of the challenge that was decided on; a decision makes the next one';
COMMENT ON COLUMN remark.author IS 'Account in identity; null where the system decided';

CREATE FUNCTION keep_remark() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a remark does not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'remark_is_kept';
END
$$;
CREATE TRIGGER remark_is_kept BEFORE UPDATE OR DELETE ON remark
    FOR EACH ROW EXECUTE FUNCTION keep_remark();
