-- Programmes, and who takes part in them.

CREATE TABLE programme (
    id               UUID        PRIMARY KEY,
    organization     UUID        NOT NULL,
    state            TEXT        NOT NULL,
    source_language  TEXT        NOT NULL,
    titles           JSONB       NOT NULL,
    descriptions     JSONB       NOT NULL,
    time_zone        TEXT        NOT NULL,
    operators        UUID[]      NOT NULL,
    patron           UUID,
    open_time        TIMESTAMPTZ,
    close_time       TIMESTAMPTZ,
    capacity         INTEGER     NOT NULL,
    waiting_capacity INTEGER     NOT NULL,
    eligibility      JSONB       NOT NULL,
    phases           JSONB       NOT NULL,
    end_reason       TEXT,
    create_time      TIMESTAMPTZ NOT NULL,
    update_time      TIMESTAMPTZ NOT NULL,
    publish_time     TIMESTAMPTZ,
    end_time         TIMESTAMPTZ,
    version          BIGINT      NOT NULL DEFAULT 1,

    CONSTRAINT programme_state_known CHECK (state IN ('DRAFT', 'PUBLISHED', 'ENDED')),
    CONSTRAINT programme_publish_time_once_published CHECK (
        (publish_time IS NOT NULL) = (state <> 'DRAFT')
    ),
    CONSTRAINT programme_ended_with_reason CHECK (
        CASE
            WHEN state = 'ENDED'
            THEN end_time IS NOT NULL AND end_reason IS NOT NULL
                AND char_length(end_reason) BETWEEN 1 AND 5000
            ELSE end_time IS NULL AND end_reason IS NULL
        END
    ),
    CONSTRAINT programme_capacities_in_range CHECK (
        capacity BETWEEN 0 AND 100000 AND waiting_capacity BETWEEN 0 AND 100000
    ),
    CONSTRAINT programme_published_is_complete CHECK (
        state = 'DRAFT'
        OR (close_time IS NOT NULL AND capacity > 0 AND jsonb_array_length(phases) > 0
            AND (open_time IS NULL OR open_time < close_time))
    )
);
COMMENT ON TABLE programme IS 'What an organization carries through with many participants, phase by phase';
COMMENT ON COLUMN programme.organization IS 'Organization in identity that holds it';
COMMENT ON COLUMN programme.titles IS 'Array of {language_code, text}';
COMMENT ON COLUMN programme.descriptions IS 'Array of {language_code, text}';
COMMENT ON COLUMN programme.operators IS 'Organizations in identity whose staff runs it beside the holder''s';
COMMENT ON COLUMN programme.patron IS 'Organization in identity under whose patronage it stands';
COMMENT ON COLUMN programme.open_time IS 'From when on one enrols; at once after publication if absent';
COMMENT ON COLUMN programme.close_time IS 'One enrols before this moment';
COMMENT ON COLUMN programme.capacity IS 'How many take part at once, whatever their phase';
COMMENT ON COLUMN programme.waiting_capacity IS 'How many may wait for a place; winners of contests may beyond it';
COMMENT ON COLUMN programme.eligibility IS 'As in challenge';
COMMENT ON COLUMN programme.phases IS 'Array of {titles, capacity, may_leave}; a capacity of 0 is that of the programme';
COMMENT ON COLUMN programme.version IS 'Changes with every change; the etag';

-- The two halves of what a caller can see.
CREATE INDEX programme_published ON programme (create_time DESC, id DESC) WHERE publish_time IS NOT NULL;
CREATE INDEX programme_of_organization ON programme (organization, create_time DESC, id DESC);

-- Those who enrol rely on what was published.
CREATE FUNCTION keep_published_programme() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF (NEW.organization, NEW.source_language, NEW.titles, NEW.descriptions, NEW.time_zone,
        NEW.operators, NEW.patron, NEW.open_time, NEW.close_time, NEW.capacity,
        NEW.waiting_capacity, NEW.eligibility, NEW.phases, NEW.publish_time)
        IS DISTINCT FROM
        (OLD.organization, OLD.source_language, OLD.titles, OLD.descriptions, OLD.time_zone,
         OLD.operators, OLD.patron, OLD.open_time, OLD.close_time, OLD.capacity,
         OLD.waiting_capacity, OLD.eligibility, OLD.phases, OLD.publish_time)
        OR OLD.state = 'ENDED'
    THEN
        RAISE EXCEPTION 'a published programme does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER programme_published_is_frozen BEFORE UPDATE ON programme
    FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION keep_published_programme();

CREATE TABLE enrolment (
    programme    UUID        NOT NULL REFERENCES programme (id),
    entrant      TEXT        NOT NULL,
    state        TEXT        NOT NULL,
    phase        INTEGER,
    arrival      BIGINT      NOT NULL,
    reason       TEXT,
    create_time  TIMESTAMPTZ NOT NULL,
    update_time  TIMESTAMPTZ NOT NULL,
    carried_from UUID        REFERENCES challenge (id),
    carried_rank INTEGER,

    PRIMARY KEY (programme, entrant),
    CONSTRAINT enrolment_arrival_once UNIQUE (programme, arrival),
    CONSTRAINT enrolment_state_known CHECK (state IN ('ENROLLED', 'WAITING', 'LEFT', 'REMOVED')),
    CONSTRAINT enrolment_phase_with_a_place CHECK ((phase IS NOT NULL) = (state = 'ENROLLED')),
    CONSTRAINT enrolment_phase_from_one CHECK (phase BETWEEN 1 AND 20),
    CONSTRAINT enrolment_removed_with_reason CHECK (
        CASE
            WHEN state = 'REMOVED'
            THEN reason IS NOT NULL AND char_length(reason) BETWEEN 1 AND 5000
            ELSE reason IS NULL
        END
    ),
    CONSTRAINT enrolment_carried_with_rank CHECK ((carried_from IS NULL) = (carried_rank IS NULL)),
    CONSTRAINT enrolment_carried_rank_counts_from_one CHECK (carried_rank >= 1)
);
COMMENT ON TABLE enrolment IS 'Who takes part in a programme, waits for a place, or did';
COMMENT ON COLUMN enrolment.entrant IS 'Resource name of an account, team or organization';
COMMENT ON COLUMN enrolment.phase IS 'Which phase whoever has a place is in, from 1';
COMMENT ON COLUMN enrolment.arrival IS 'Who has the lowest number has waited longest; whoever comes again gets a new one';
COMMENT ON COLUMN enrolment.carried_from IS 'The challenge that the entrant won and was carried from';
CREATE INDEX enrolment_in_state ON enrolment (programme, state, arrival);

-- Whoever was removed does not come back, and nobody's place is given twice: the programme is
-- locked by whoever gives one, so nobody else counts meanwhile.
CREATE FUNCTION keep_enrolment() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    held programme%ROWTYPE;
    fits integer;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'REMOVED' THEN
        RAISE EXCEPTION 'whoever was removed does not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_removed_is_final';
    END IF;
    IF NEW.state <> 'ENROLLED' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM programme WHERE id = NEW.programme FOR UPDATE;
    IF (SELECT count(*) FROM enrolment WHERE programme = NEW.programme AND state = 'ENROLLED')
        > held.capacity
    THEN
        RAISE EXCEPTION 'a programme holds as many as it has places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_within_capacity';
    END IF;
    fits := (held.phases -> (NEW.phase - 1) ->> 'capacity')::integer;
    IF fits IS NULL
        OR (fits > 0
            AND (SELECT count(*) FROM enrolment
                 WHERE programme = NEW.programme AND phase = NEW.phase) > fits)
    THEN
        RAISE EXCEPTION 'a phase holds as many as it has places'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'enrolment_within_phase';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER enrolment_is_kept AFTER INSERT OR UPDATE ON enrolment
    FOR EACH ROW EXECUTE FUNCTION keep_enrolment();
