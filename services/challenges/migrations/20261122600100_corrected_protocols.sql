-- A corrected protocol supersedes the one before it, as long as the result waits for the head of the
-- authority.

CREATE OR REPLACE FUNCTION keep_published_stage() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.id IS NULL AND TG_OP = 'UPDATE' THEN
        RETURN NEW;
    ELSIF OLD.id IS NULL THEN
        RETURN OLD;
    ELSIF TG_OP = 'DELETE'
        OR (NEW.challenge, NEW.ordinal, NEW.id, NEW.titles, NEW.open_time, NEW.criteria,
            NEW.finalist_count, NEW.sealing_recipient, NEW.unmasking_recipient,
            NEW.finalist_reimbursement, NEW.hand_in, NEW.rules)
            IS DISTINCT FROM
            (OLD.challenge, OLD.ordinal, OLD.id, OLD.titles, OLD.open_time, OLD.criteria,
             OLD.finalist_count, OLD.sealing_recipient, OLD.unmasking_recipient,
             OLD.finalist_reimbursement, OLD.hand_in, OLD.rules)
        OR NEW.close_time < OLD.close_time
        OR (OLD.protocol_sha256 IS NOT NULL AND NEW.protocol_sha256 IS NULL)
        OR (OLD.protocol_sha256 <> NEW.protocol_sha256
            AND NOT EXISTS (SELECT FROM challenge WHERE id = OLD.challenge AND state = 'JUDGED'))
    THEN
        RAISE EXCEPTION 'a published stage does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_published_is_frozen';
    END IF;
    RETURN NEW;
END
$$;

-- The laureates of a corrected proposal take the place of those before them; whoever was revealed
-- stays.
CREATE FUNCTION keep_revealed_laureate() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a laureate who was revealed is not removed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'laureate_revealed_is_kept';
END
$$;
CREATE TRIGGER laureate_revealed_is_kept BEFORE DELETE ON laureate
    FOR EACH ROW WHEN (OLD.entrant IS NOT NULL) EXECUTE FUNCTION keep_revealed_laureate();
