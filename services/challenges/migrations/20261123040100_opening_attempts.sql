-- Who asked for the opening of a stage that two people open: this service counts them itself before
-- it gives its share of the sealing key out.

CREATE TABLE opening_attempt (
    id           BIGINT      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time         TIMESTAMPTZ NOT NULL DEFAULT linia_now(),
    caller       TEXT        NOT NULL,
    stage        UUID        NOT NULL,
    of_authority BOOLEAN     NOT NULL,
    outcome      TEXT        NOT NULL,

    CONSTRAINT opening_attempt_outcome_form CHECK (outcome ~ '^[A-Z][A-Z_]*$'),
    CONSTRAINT opening_attempt_only_people_approve CHECK (
        outcome <> 'APPROVED' OR caller ~ '^accounts/'
    )
);
CREATE INDEX opening_attempt_of_stage ON opening_attempt (stage) WHERE outcome = 'APPROVED';
CREATE INDEX opening_attempt_of_caller ON opening_attempt (caller);
COMMENT ON TABLE opening_attempt IS 'Every call to open a stage, refused ones too; whoever repeats an approval is one person all the same';
COMMENT ON COLUMN opening_attempt.stage IS 'As asked for: there need be no such stage';
COMMENT ON COLUMN opening_attempt.of_authority IS 'Whether an approval was an editor''s or head''s of the contest''s authority, as their access token said';
COMMENT ON COLUMN opening_attempt.outcome IS 'APPROVED, or the reason of the refusal';

CREATE TRIGGER opening_attempt_is_retained BEFORE DELETE ON opening_attempt
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER opening_attempt_is_not_emptied BEFORE TRUNCATE ON opening_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opening_attempt_is_immutable BEFORE UPDATE ON opening_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
