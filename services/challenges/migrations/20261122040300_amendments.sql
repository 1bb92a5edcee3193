-- What changed in published challenges, why, and what was said before.

CREATE TABLE amendment (
    challenge         UUID        NOT NULL REFERENCES challenge (id),
    number            INTEGER     NOT NULL,
    challenge_version BIGINT      NOT NULL,
    create_time       TIMESTAMPTZ NOT NULL,
    reason            TEXT        NOT NULL,
    changes           JSONB       NOT NULL,

    PRIMARY KEY (challenge, number),
    CONSTRAINT amendment_one_per_version UNIQUE (challenge, challenge_version),
    CONSTRAINT amendment_counts_from_one CHECK (number >= 1),
    CONSTRAINT amendment_has_a_reason CHECK (char_length(reason) BETWEEN 1 AND 5000),
    CONSTRAINT amendment_changes_something CHECK (
        jsonb_typeof(changes) = 'array' AND jsonb_array_length(changes) > 0
    )
);
COMMENT ON TABLE amendment IS 'A change of a published challenge, clarified texts and extensions alike';
COMMENT ON COLUMN amendment.challenge_version IS 'The version of the challenge that it made';
COMMENT ON COLUMN amendment.changes IS 'Array of {field, language_code, before, after}';

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'table % keeps its rows as they were written', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER amendment_is_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON amendment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Texts of a published challenge change by an amendment alone; all else stays frozen.
CREATE OR REPLACE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND ((NEW.authority, NEW.source_language, NEW.cpv_codes,
              NEW.anonymous, NEW.time_zone, NEW.prizes, NEW.publish_time,
              NEW.required_qualifications, NEW.runner_up_allowed)
             IS DISTINCT FROM
             (OLD.authority, OLD.source_language, OLD.cpv_codes,
              OLD.anonymous, OLD.time_zone, OLD.prizes, OLD.publish_time,
              OLD.required_qualifications, OLD.runner_up_allowed)
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
