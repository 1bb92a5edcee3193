-- What an entrant must be.

ALTER TABLE challenge ADD COLUMN eligibility JSONB NOT NULL DEFAULT '{}';
COMMENT ON COLUMN challenge.eligibility IS
    '{kinds, countries, organization_sizes, assurance, team_size_min, team_size_max}; what is absent or empty asks for nothing';

-- The new column freezes with publication as the others do.
CREATE OR REPLACE FUNCTION keep_published_challenge() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.publish_time IS NOT NULL
        AND ((NEW.authority, NEW.source_language, NEW.cpv_codes,
              NEW.anonymous, NEW.time_zone, NEW.prizes, NEW.publish_time,
              NEW.required_qualifications, NEW.runner_up_allowed,
              NEW.admission, NEW.application_deadline, NEW.eligibility)
             IS DISTINCT FROM
             (OLD.authority, OLD.source_language, OLD.cpv_codes,
              OLD.anonymous, OLD.time_zone, OLD.prizes, OLD.publish_time,
              OLD.required_qualifications, OLD.runner_up_allowed,
              OLD.admission, OLD.application_deadline, OLD.eligibility)
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
