-- Erasure of personal data (GDPR art. 17), and what procurement law orders to keep of it.

CREATE TABLE erasure (
    id           UUID        PRIMARY KEY,
    account_id   UUID        NOT NULL CONSTRAINT erasure_once UNIQUE,
    state        TEXT        NOT NULL CONSTRAINT erasure_state CHECK (state IN ('requested', 'begun', 'settled', 'erased')),
    request_time TIMESTAMPTZ NOT NULL,
    begin_time   TIMESTAMPTZ NOT NULL,
    end_time     TIMESTAMPTZ,
    CONSTRAINT erasure_begins_after_request CHECK (begin_time >= request_time),
    CONSTRAINT erasure_erased_has_time CHECK ((state = 'erased') = (end_time IS NOT NULL))
);
COMMENT ON TABLE erasure IS 'Kept for ever, as the proof that it was done (GDPR art. 5(2)); tells nothing but a random id and times';
COMMENT ON COLUMN erasure.account_id IS 'No reference: the account goes, this stays';
COMMENT ON COLUMN erasure.begin_time IS 'When the last access token that was issued has certainly ended';

CREATE TABLE erasure_answer (
    erasure_id UUID NOT NULL REFERENCES erasure,
    service    TEXT NOT NULL CONSTRAINT erasure_answer_service CHECK (service IN ('challenges', 'submissions')),
    kept       TEXT NOT NULL CONSTRAINT erasure_answer_kept CHECK (kept IN ('nothing', 'until', 'open')),
    keep_until TIMESTAMPTZ,
    PRIMARY KEY (erasure_id, service),
    CONSTRAINT erasure_answer_until_has_time CHECK ((kept = 'until') = (keep_until IS NOT NULL))
);
COMMENT ON COLUMN erasure_answer.kept IS 'open: a contest runs whose end begins the term';

CREATE TABLE kept_identity (
    account_id   UUID PRIMARY KEY,
    erasure_id   UUID NOT NULL REFERENCES erasure,
    display_name TEXT NOT NULL CONSTRAINT kept_identity_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 200),
    keep_until   TIMESTAMPTZ,
    ground       TEXT NOT NULL CONSTRAINT kept_identity_ground CHECK (ground = 'procurement_record')
);
COMMENT ON TABLE kept_identity IS 'Names of people whose data is erased but for what the record of a procurement needs (procurement law of 2019, art. 78; GDPR art. 17(3)(b))';
COMMENT ON COLUMN kept_identity.keep_until IS 'The name is deleted then; NULL while a contest runs whose end begins the term';

-- Whoever is being erased joins nothing and signs in no more. The lock orders this against the
-- request for the erasure, which holds the account's row.
CREATE FUNCTION refuse_while_erased() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM account WHERE id = NEW.account_id FOR KEY SHARE;
    IF EXISTS (SELECT FROM erasure WHERE account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'the account is being erased'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_account';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_not_while_erased BEFORE INSERT ON membership
    FOR EACH ROW EXECUTE FUNCTION refuse_while_erased();
CREATE TRIGGER team_member_not_while_erased BEFORE INSERT ON team_member
    FOR EACH ROW EXECUTE FUNCTION refuse_while_erased();
CREATE TRIGGER session_not_while_erased BEFORE INSERT ON session
    FOR EACH ROW EXECUTE FUNCTION refuse_while_erased();
