-- What belongs to a contest is kept intact for four years after its end (procurement law
-- of 2019, art. 78), by whoever's hand a deletion comes. Some of it could never be deleted before.

-- The argument says how a row tells its contest: by its id, its challenge, its stage or its
-- question. What is drafted or runs has not ended.
CREATE FUNCTION refuse_early_deletion() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    key uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
    ended timestamptz;
BEGIN
    IF TG_ARGV[0] = 'question' THEN
        SELECT challenge INTO key FROM question WHERE id = key;
    ELSIF TG_ARGV[0] = 'stage' THEN
        SELECT challenge INTO key FROM stage WHERE id = key;
    END IF;
    SELECT CASE state
               WHEN 'AWARDED' THEN award_time
               WHEN 'RESULT_ANNULLED' THEN decide_time
               WHEN 'CANCELLED' THEN update_time
               ELSE 'infinity'
           END
        INTO ended FROM challenge WHERE id = key;
    -- From a 29 February to a 1 March, where there is no such day.
    IF (ended - INTERVAL '1 day') AT TIME ZONE 'UTC' + INTERVAL '4 years' + INTERVAL '1 day'
        > linia_now() AT TIME ZONE 'UTC'
    THEN
        RAISE EXCEPTION 'table % keeps its rows for four years after the contest', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_is_retained';
    END IF;
    RETURN OLD;
END
$$;

DO $$
DECLARE
    kept text[];
BEGIN
    FOREACH kept SLICE 1 IN ARRAY ARRAY[
        ['challenge', 'id'],
        ['stage_key_share', 'stage'],
        ['stage_key_request', 'stage'],
        ['remark', 'challenge'],
        ['question', 'challenge'],
        ['question_asker', 'question'],
        ['amendment', 'challenge'],
        ['admission', 'challenge'],
        ['individual_extension', 'challenge'],
        ['appeal', 'challenge']
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion(%L)',
            kept[1] || '_is_retained', kept[1], kept[2]
        );
        EXECUTE format(
            'CREATE TRIGGER %I BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            kept[1] || '_is_not_emptied', kept[1]
        );
    END LOOP;
END
$$;

-- The stages of a draft are written anew with each change, and have no name yet.
CREATE TRIGGER stage_is_retained BEFORE DELETE ON stage
    FOR EACH ROW WHEN (OLD.id IS NOT NULL)
    EXECUTE FUNCTION refuse_early_deletion('challenge');
CREATE TRIGGER stage_is_not_emptied BEFORE TRUNCATE ON stage
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The laureates of a proposal that is corrected are replaced; whoever was revealed is kept.
DROP TRIGGER laureate_revealed_is_kept ON laureate;
DROP FUNCTION keep_revealed_laureate();
CREATE TRIGGER laureate_is_retained BEFORE DELETE ON laureate
    FOR EACH ROW WHEN (OLD.entrant IS NOT NULL)
    EXECUTE FUNCTION refuse_early_deletion('challenge');

-- Without its share a stage cannot be opened: nothing about it changes but to whom it was released.
CREATE FUNCTION keep_stage_key_share() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF (NEW.stage, NEW.purpose, NEW.wrapped_share, NEW.share_sha256, NEW.counterpart_sha256)
           IS DISTINCT FROM
           (OLD.stage, OLD.purpose, OLD.wrapped_share, OLD.share_sha256, OLD.counterpart_sha256)
        OR OLD.record_sha256 <> NEW.record_sha256
        OR (OLD.record_sha256 IS NOT NULL AND NEW.record_sha256 IS NULL)
    THEN
        RAISE EXCEPTION 'a key share does not change'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stage_key_share_is_immutable';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stage_key_share_is_immutable BEFORE UPDATE ON stage_key_share
    FOR EACH ROW EXECUTE FUNCTION keep_stage_key_share();
CREATE TRIGGER stage_key_request_is_immutable BEFORE UPDATE ON stage_key_request
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- A decided appeal stays decided.
CREATE TRIGGER appeal_decided_is_final BEFORE UPDATE ON appeal
    FOR EACH ROW WHEN (OLD.decision IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- What was written once still does not change.
DROP TRIGGER amendment_is_immutable ON amendment;
CREATE TRIGGER amendment_is_immutable BEFORE UPDATE ON amendment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER individual_extension_is_immutable ON individual_extension;
CREATE TRIGGER individual_extension_is_immutable BEFORE UPDATE ON individual_extension
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER remark_is_kept ON remark;
CREATE TRIGGER remark_is_kept BEFORE UPDATE ON remark
    FOR EACH ROW EXECUTE FUNCTION keep_remark();
DROP TRIGGER admission_decided_is_final ON admission;
CREATE TRIGGER admission_decided_is_final BEFORE UPDATE ON admission
    FOR EACH ROW WHEN (OLD.state <> 'APPLIED') EXECUTE FUNCTION keep_decided_admission();
DROP TRIGGER stage_published_is_frozen ON stage;
CREATE TRIGGER stage_published_is_frozen BEFORE UPDATE ON stage
    FOR EACH ROW EXECUTE FUNCTION keep_published_stage();
COMMENT ON TABLE remark IS 'What was decided about a challenge on its way to publication';
