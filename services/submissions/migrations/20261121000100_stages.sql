-- What this service must know of the stages of published challenges, copied
-- from the events of challenges. Nothing refers to this table by foreign key:
-- it can be emptied and read again while entries go on being kept.
CREATE TABLE stage (
    id                  uuid        PRIMARY KEY,
    challenge           uuid        NOT NULL,
    authority           uuid        NOT NULL,
    ordinal             integer     NOT NULL,
    stage_count         integer     NOT NULL,
    open_time           timestamptz NOT NULL,
    close_time          timestamptz NOT NULL,
    criteria            jsonb       NOT NULL,
    finalist_count      integer     NOT NULL,
    laureate_count      integer     NOT NULL,
    sealing_recipient   text        NOT NULL,
    unmasking_recipient text        NOT NULL,
    cancelled           boolean     NOT NULL,
    challenge_version   bigint      NOT NULL,
    CONSTRAINT stage_place UNIQUE (challenge, ordinal),
    CONSTRAINT stage_ordinal_in_range CHECK (ordinal BETWEEN 1 AND stage_count),
    CONSTRAINT stage_opens_before_it_closes CHECK (open_time < close_time),
    CONSTRAINT stage_counts_not_negative CHECK (finalist_count >= 0 AND laureate_count >= 0),
    CONSTRAINT stage_criteria_is_array CHECK (jsonb_typeof(criteria) = 'array')
);
COMMENT ON TABLE stage IS 'Replica of challenges'' published stages; fed by the projection submissions_projection and by read-through';
COMMENT ON COLUMN stage.criteria IS 'Array of {key, weight_basis_points, max_points}, in the published order';
COMMENT ON COLUMN stage.challenge_version IS 'Number of the challenge''s event that the row reflects; an older one never overwrites it';
COMMENT ON COLUMN stage.sealing_recipient IS 'Public age recipient that works are sealed to';
COMMENT ON COLUMN stage.unmasking_recipient IS 'Public age recipient that the link between entries and works is sealed to';
