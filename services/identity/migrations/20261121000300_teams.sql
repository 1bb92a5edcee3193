-- People who enter a contest together.

CREATE TABLE team (
    id           UUID        PRIMARY KEY,
    display_name TEXT        NOT NULL CONSTRAINT team_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 200),
    create_time  TIMESTAMPTZ NOT NULL
);

CREATE TABLE team_member (
    team_id    UUID NOT NULL REFERENCES team ON DELETE CASCADE,
    account_id UUID NOT NULL CONSTRAINT team_member_account REFERENCES account,
    state      TEXT NOT NULL CONSTRAINT team_member_state CHECK (state IN ('invited', 'member')),
    PRIMARY KEY (team_id, account_id)
);
COMMENT ON COLUMN team_member.state IS 'A person belongs to a team only after having agreed';
CREATE INDEX team_member_by_account ON team_member (account_id);
