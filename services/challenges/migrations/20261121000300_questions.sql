-- Questions, and apart from them who asked.

CREATE TABLE question (
    id          UUID        PRIMARY KEY,
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    text        TEXT        NOT NULL,
    answer      TEXT,
    create_time TIMESTAMPTZ NOT NULL,
    answer_time TIMESTAMPTZ,

    CONSTRAINT question_answered_at_a_time CHECK ((answer IS NULL) = (answer_time IS NULL)),
    CONSTRAINT question_text_length CHECK (char_length(text) BETWEEN 1 AND 5000),
    CONSTRAINT question_answer_length CHECK (char_length(answer) BETWEEN 1 AND 20000)
);
COMMENT ON TABLE question IS 'A question about a published challenge and its answer to all';
CREATE INDEX question_of_challenge ON question (challenge, create_time, id);

CREATE TABLE question_asker (
    question UUID PRIMARY KEY REFERENCES question (id),
    account  UUID NOT NULL
);
COMMENT ON TABLE question_asker IS 'Whom to tell of the answer; shown to nobody';
COMMENT ON COLUMN question_asker.account IS 'Account in identity';
