-- What belongs to a contest is kept intact for four years after its end (procurement law of 2019,
-- art. 78), by whoever's hand a deletion comes. Before this, what was signed could never be
-- deleted, and entries and reviews always.

CREATE TABLE contest_end (
    challenge    uuid        PRIMARY KEY,
    end_time     timestamptz NOT NULL,
    retain_until timestamptz NOT NULL,
    CONSTRAINT contest_end_retention_is_four_years CHECK (
        retain_until AT TIME ZONE 'UTC' >= (end_time AT TIME ZONE 'UTC') + INTERVAL '4 years'
    )
);
COMMENT ON TABLE contest_end IS 'Contests that were awarded, annulled or cancelled; one without a row here still runs';
COMMENT ON COLUMN contest_end.retain_until IS 'Nothing of the contest is deleted before this moment';

-- Refuses to delete a row before its contest's term has ended. The argument says how the row tells
-- its contest: by its challenge, its stage or its work.
CREATE FUNCTION refuse_early_deletion() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    key uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
BEGIN
    IF TG_ARGV[0] = 'work' THEN
        SELECT stage INTO key FROM work WHERE id = key;
    END IF;
    IF TG_ARGV[0] IN ('stage', 'work') THEN
        SELECT challenge INTO key FROM closing WHERE stage = key;
    END IF;
    IF NOT EXISTS (SELECT FROM contest_end WHERE challenge = key AND retain_until <= linia_now()) THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_retained';
    END IF;
    RETURN OLD;
END
$$;

-- What was signed or sealed still does not change.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'entry_version', 'closing', 'opening', 'work', 'unmasking', 'protocol', 'ranked_work'
    ] LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', name || '_is_immutable', name);
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE UPDATE OR TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            name || '_is_immutable', name
        );
    END LOOP;
END
$$;

CREATE TRIGGER entry_version_is_retained BEFORE DELETE ON entry_version
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER closing_is_retained BEFORE DELETE ON closing
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');
CREATE TRIGGER opening_is_retained BEFORE DELETE ON opening
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER work_is_retained BEFORE DELETE ON work
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER unmasking_is_retained BEFORE DELETE ON unmasking
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER protocol_is_retained BEFORE DELETE ON protocol
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER ranked_work_is_retained BEFORE DELETE ON ranked_work
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER entry_is_retained BEFORE DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');
CREATE TRIGGER juror_is_retained BEFORE DELETE ON juror
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');
CREATE TRIGGER declaration_is_retained BEFORE DELETE ON declaration
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER review_is_retained BEFORE DELETE ON review
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER contest_end_is_retained BEFORE DELETE ON contest_end
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');

CREATE TRIGGER entry_is_not_emptied BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER juror_is_not_emptied BEFORE TRUNCATE ON juror
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER declaration_is_not_emptied BEFORE TRUNCATE ON declaration
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER review_is_not_emptied BEFORE TRUNCATE ON review
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER review_score_is_not_emptied BEFORE TRUNCATE ON review_score
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
