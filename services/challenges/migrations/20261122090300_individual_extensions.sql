-- A later closing time for one entrant.

CREATE TABLE individual_extension (
    challenge   UUID        NOT NULL REFERENCES challenge (id),
    number      INTEGER     NOT NULL,
    stage       UUID        NOT NULL REFERENCES stage (id),
    entrant     TEXT        NOT NULL,
    close_time  TIMESTAMPTZ NOT NULL,
    reason      TEXT        NOT NULL,
    author      UUID        NOT NULL,
    create_time TIMESTAMPTZ NOT NULL,

    PRIMARY KEY (challenge, number),
    CONSTRAINT individual_extension_once UNIQUE (stage, entrant, close_time),
    CONSTRAINT individual_extension_counts_from_one CHECK (number >= 1),
    CONSTRAINT individual_extension_has_a_reason CHECK (char_length(reason) BETWEEN 1 AND 5000)
);
COMMENT ON TABLE individual_extension IS
    'Of one entrant several, each later; whether they hand anything in is not known here';
COMMENT ON COLUMN individual_extension.entrant IS 'Resource name of an account, team or organization';
COMMENT ON COLUMN individual_extension.author IS 'Account of the head who granted it';
CREATE TRIGGER individual_extension_is_immutable
    BEFORE UPDATE OR DELETE OR TRUNCATE ON individual_extension
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
