-- Openings by two people, and formal screening.

-- Every call to open a stage by hand.
CREATE TABLE opening_attempt (
    id           uuid        PRIMARY KEY,
    stage        uuid        NOT NULL,
    account      uuid        NOT NULL,
    attempt_time timestamptz NOT NULL,
    outcome      text        NOT NULL,
    CONSTRAINT opening_attempt_outcome_form CHECK (outcome ~ '^[A-Z][A-Z_]*$')
);
CREATE UNIQUE INDEX opening_attempt_one_approval ON opening_attempt (stage, account)
    WHERE outcome = 'APPROVED';
CREATE INDEX opening_attempt_of_stage ON opening_attempt (stage, attempt_time);
COMMENT ON COLUMN opening_attempt.outcome IS 'APPROVED, or why it was refused';
CREATE TRIGGER opening_attempt_is_immutable BEFORE UPDATE OR TRUNCATE ON opening_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opening_attempt_is_retained BEFORE DELETE ON opening_attempt
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

CREATE TABLE work_defect (
    work          uuid        PRIMARY KEY REFERENCES work (id),
    stage         uuid        NOT NULL REFERENCES opening (stage),
    reason        text        NOT NULL,
    account       uuid        NOT NULL,
    report_time   timestamptz NOT NULL,
    cure_end_time timestamptz NOT NULL,
    CONSTRAINT work_defect_can_be_cured CHECK (cure_end_time > report_time)
);
CREATE INDEX work_defect_of_stage ON work_defect (stage);
CREATE TRIGGER work_defect_is_immutable BEFORE UPDATE OR TRUNCATE ON work_defect
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER work_defect_is_retained BEFORE DELETE ON work_defect
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

-- No time and no name: either could tell who was there at that moment.
CREATE TABLE work_supplement (
    work  uuid PRIMARY KEY REFERENCES work_defect (work),
    stage uuid NOT NULL REFERENCES opening (stage),
    text  text NOT NULL
);
CREATE TRIGGER work_supplement_is_retained BEFORE DELETE ON work_supplement
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER work_supplement_is_not_emptied BEFORE TRUNCATE ON work_supplement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE work_supplement IS 'What was added to a work to cure a formal defect; the last one counts';

CREATE TABLE work_exclusion (
    work         uuid        PRIMARY KEY REFERENCES work (id),
    stage        uuid        NOT NULL REFERENCES opening (stage),
    ground       text        NOT NULL,
    reason       text        NOT NULL,
    account      uuid        NOT NULL,
    exclude_time timestamptz NOT NULL,
    CONSTRAINT work_exclusion_ground_known CHECK (ground IN ('author_revealed', 'formal_defect'))
);
CREATE INDEX work_exclusion_of_stage ON work_exclusion (stage);
CREATE TRIGGER work_exclusion_is_immutable BEFORE UPDATE OR TRUNCATE ON work_exclusion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER work_exclusion_is_retained BEFORE DELETE ON work_exclusion
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
