-- What is known of the world, from events -----------------------------------

CREATE TABLE organization (
    id           UUID PRIMARY KEY,
    display_name TEXT NOT NULL
);
COMMENT ON TABLE organization IS 'Official names, so that texts can name organizations';

CREATE TABLE challenge (
    id              UUID  PRIMARY KEY,
    source_language TEXT  NOT NULL,
    time_zone       TEXT  NOT NULL,
    titles          JSONB NOT NULL
);
COMMENT ON TABLE challenge IS 'Published challenges, as far as texts name them; drafts are not told about';
COMMENT ON COLUMN challenge.titles IS 'Text by BCP 47 tag';

CREATE TABLE stage (
    id        UUID  PRIMARY KEY,
    challenge UUID  NOT NULL REFERENCES challenge,
    ordinal   INT   NOT NULL CONSTRAINT stage_ordinal CHECK (ordinal > 0),
    titles    JSONB NOT NULL,
    CONSTRAINT stage_order UNIQUE (challenge, ordinal)
);
COMMENT ON COLUMN stage.titles IS 'Text by BCP 47 tag';

CREATE TABLE roster (
    scope      UUID        NOT NULL,
    role       TEXT        NOT NULL CONSTRAINT roster_role CHECK
        (role IN ('head', 'editor', 'representative', 'juror', 'entrant', 'finalist', 'laureate')),
    account    UUID        NOT NULL,
    since_time TIMESTAMPTZ NOT NULL,
    until_time TIMESTAMPTZ,
    PRIMARY KEY (scope, role, account, since_time),
    CONSTRAINT roster_window CHECK (until_time >= since_time)
);
COMMENT ON TABLE roster IS 'Who belonged to which group, and when; entrants only of stages that were opened';
COMMENT ON COLUMN roster.scope IS 'An organization or a challenge';
COMMENT ON COLUMN roster.since_time IS 'Time of the event, not of its arrival: late lines count for what was announced meanwhile';
CREATE UNIQUE INDEX roster_open_window ON roster (scope, role, account) WHERE until_time IS NULL;

-- What is told ----------------------------------------------------------------

CREATE TABLE announcement (
    id          UUID        PRIMARY KEY,
    event_id    UUID        NOT NULL,
    topic       TEXT        NOT NULL,
    subject     TEXT        NOT NULL,
    notice      JSONB       NOT NULL,
    event_time  TIMESTAMPTZ NOT NULL,
    traceparent TEXT,
    CONSTRAINT announcement_once UNIQUE (event_id, topic, subject)
);
COMMENT ON TABLE announcement IS 'What an event gives rise to tell, once for all who are told';
COMMENT ON COLUMN announcement.subject IS 'Resource name';
COMMENT ON COLUMN announcement.notice IS 'Ids and public facts that the text tells; no personal data';
COMMENT ON COLUMN announcement.traceparent IS 'W3C Trace Context of the event, which the mail continues';

CREATE TABLE announcement_group (
    announcement UUID NOT NULL REFERENCES announcement,
    scope        UUID NOT NULL,
    role         TEXT NOT NULL,
    PRIMARY KEY (scope, role, announcement)
);
COMMENT ON TABLE announcement_group IS 'Whom it is for: all who belonged to the group at event_time, those included whose line in the roster arrives later';

CREATE TABLE notification (
    id           UUID        PRIMARY KEY,
    announcement UUID        NOT NULL REFERENCES announcement,
    recipient    UUID        NOT NULL,
    create_time  TIMESTAMPTZ NOT NULL,
    read_time    TIMESTAMPTZ,
    CONSTRAINT notification_once UNIQUE (announcement, recipient)
);
COMMENT ON TABLE notification IS 'That a person was told something; never twice';
COMMENT ON COLUMN notification.recipient IS 'An account';
CREATE INDEX notification_inbox ON notification (recipient, create_time DESC, id DESC);

-- Mails -----------------------------------------------------------------------

CREATE TABLE mail_delivery (
    notification UUID        PRIMARY KEY REFERENCES notification,
    state        TEXT        NOT NULL DEFAULT 'pending' CONSTRAINT mail_delivery_state CHECK
        (state IN ('pending', 'sent', 'refused', 'dropped')),
    attempts     INT         NOT NULL DEFAULT 0 CONSTRAINT mail_delivery_attempts CHECK (attempts >= 0),
    message_id   TEXT,
    reply_code   INT,
    settle_time  TIMESTAMPTZ,
    CONSTRAINT mail_delivery_settled CHECK ((state = 'pending') = (settle_time IS NULL)),
    CONSTRAINT mail_delivery_identified CHECK (state <> 'sent' OR message_id IS NOT NULL)
);
COMMENT ON TABLE mail_delivery IS 'How the mail of a notification fares; no row: the person wants none. The address is never stored';
COMMENT ON COLUMN mail_delivery.state IS 'dropped: no longer due, because the address was verified meanwhile, never was, or the account is gone';
COMMENT ON COLUMN mail_delivery.message_id IS 'RFC 5322 Message-ID of the last attempt; the same for every attempt';
COMMENT ON COLUMN mail_delivery.reply_code IS 'RFC 5321 code of the last reply; its words are not kept, they tend to repeat the address';

CREATE TABLE preference (
    account      UUID   PRIMARY KEY,
    muted_topics TEXT[] NOT NULL
);
COMMENT ON TABLE preference IS 'What people do not want to be mailed about';
