-- Questions that ask the same are answered once.

ALTER TABLE question
    ADD COLUMN merged_into UUID REFERENCES question (id),
    ADD CONSTRAINT question_merged_has_no_answer_of_its_own CHECK (merged_into IS NULL OR answer IS NULL),
    ADD CONSTRAINT question_not_merged_into_itself CHECK (merged_into <> id);
COMMENT ON COLUMN question.merged_into IS 'The question whose answer answers this one too; never one that is merged itself';
CREATE INDEX question_merged ON question (merged_into) WHERE merged_into IS NOT NULL;
