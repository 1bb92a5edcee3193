-- Facts: one row for each thing that happened, written once and never changed. Reports count
-- them; nothing is counted up. So the order in which events of different streams arrive does not
-- matter, and neither does reading them again.
--
-- A rebuild writes all of them again and is measured against COPY: each table has one index, its
-- primary key, which begins with what reports ask by. No foreign keys: the other row may come
-- later, from another stream.

CREATE TABLE verified_account (
    account     UUID        PRIMARY KEY,
    verify_time TIMESTAMPTZ NOT NULL
);

CREATE TABLE verified_organization (
    organization UUID        PRIMARY KEY,
    verify_time  TIMESTAMPTZ NOT NULL
);

CREATE TABLE drafted_challenge (
    challenge UUID PRIMARY KEY,
    authority UUID NOT NULL
);
COMMENT ON TABLE drafted_challenge IS 'Every challenge, published or not: whose staff may see its ledger';

CREATE TABLE published_challenge (
    challenge    UUID        PRIMARY KEY,
    authority    UUID        NOT NULL,
    publish_time TIMESTAMPTZ NOT NULL
);

CREATE TABLE awarded_challenge (
    challenge  UUID        PRIMARY KEY,
    award_time TIMESTAMPTZ NOT NULL
);

CREATE TABLE published_stage (
    challenge UUID NOT NULL,
    ordinal   INT  NOT NULL,
    stage     UUID NOT NULL,
    PRIMARY KEY (challenge, ordinal)
);
COMMENT ON COLUMN published_stage.ordinal IS 'From 1, in order of opening';

CREATE TABLE asked_question (
    challenge UUID NOT NULL,
    question  UUID NOT NULL,
    PRIMARY KEY (challenge, question)
);

CREATE TABLE answered_question (
    challenge UUID NOT NULL,
    question  UUID NOT NULL,
    PRIMARY KEY (challenge, question)
);

CREATE TABLE opened_stage (
    stage      UUID PRIMARY KEY,
    work_count INT  NOT NULL
);

CREATE TABLE judged_stage (
    stage          UUID PRIMARY KEY,
    review_count   INT  NOT NULL,
    selected_count INT  NOT NULL
);

CREATE TABLE opened_entry (
    stage     UUID    NOT NULL,
    entry     UUID    NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (stage, entry)
);
COMMENT ON TABLE opened_entry IS 'Entries of opened stages only: nothing of a sealed one is known here';

CREATE TABLE revealed_laureate (
    challenge UUID NOT NULL,
    work      UUID NOT NULL,
    PRIMARY KEY (challenge, work)
);

CREATE TABLE juror_change (
    challenge UUID    NOT NULL,
    juror     UUID    NOT NULL,
    version   BIGINT  NOT NULL,
    serving   BOOLEAN NOT NULL,
    PRIMARY KEY (challenge, juror, version)
);
COMMENT ON TABLE juror_change IS 'Appointments and recusals; the latest of a juror is what holds';
COMMENT ON COLUMN juror_change.juror IS 'The aggregate, not the person';

CREATE TABLE ledger_line (
    challenge    UUID        NOT NULL,
    event_time   TIMESTAMPTZ NOT NULL,
    event_id     UUID        NOT NULL,
    event_type   TEXT        NOT NULL,
    aggregate_id UUID        NOT NULL,
    PRIMARY KEY (challenge, event_time, event_id)
);
COMMENT ON TABLE ledger_line IS 'Every event that names a challenge';
