-- Questions that were left to the answer of another one: answered when that one is.
CREATE TABLE merged_question (
    challenge     UUID NOT NULL,
    question      UUID NOT NULL,
    into_question UUID NOT NULL,
    PRIMARY KEY (challenge, question)
);
COMMENT ON COLUMN merged_question.into_question IS 'Whose answer is the answer to both; may have been merged itself since';
