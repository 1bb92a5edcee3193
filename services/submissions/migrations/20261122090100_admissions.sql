-- Who may enter contests that are not open to everybody, as challenges tells it.

CREATE TABLE admission (
    challenge UUID NOT NULL,
    entrant   TEXT NOT NULL,

    PRIMARY KEY (challenge, entrant)
);
COMMENT ON TABLE admission IS
    'Who was admitted or invited; not joined to entries, so it does not tell who of them entered';
COMMENT ON COLUMN admission.entrant IS 'Resource name of an account, team or organization';
