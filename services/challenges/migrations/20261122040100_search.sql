-- What challenges say, word by word: an inverted index of stems.

CREATE TABLE challenge_term (
    challenge   UUID    NOT NULL REFERENCES challenge (id),
    term        TEXT    NOT NULL COLLATE "C",
    in_title    BOOLEAN NOT NULL,
    word        TEXT    NOT NULL,

    PRIMARY KEY (term, challenge),
    CONSTRAINT challenge_term_length CHECK (char_length(term) BETWEEN 1 AND 64)
);
COMMENT ON TABLE challenge_term IS 'The words of each challenge''s texts; written with them, in the same transaction';
COMMENT ON COLUMN challenge_term.term IS 'Stem, lower case, without the marks of Latin letters';
COMMENT ON COLUMN challenge_term.in_title IS 'Whether a title of the challenge itself has it';
COMMENT ON COLUMN challenge_term.word IS 'A word with this stem, as the challenge writes it';
CREATE INDEX challenge_term_of_challenge ON challenge_term (challenge);

-- Challenges that were written before get their words as soon as the service runs.
INSERT INTO due_work (kind, key, due_time, payload)
SELECT 'index_challenge', id, linia_now(), 'null' FROM challenge
ON CONFLICT (kind, key) DO NOTHING;
