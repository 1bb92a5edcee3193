-- The members of teams, who hear what their team is told.

ALTER TABLE roster
    DROP CONSTRAINT roster_role,
    ADD CONSTRAINT roster_role CHECK (role IN (
        'head', 'editor', 'representative', 'member', 'juror', 'entrant', 'finalist', 'laureate'
    ));
COMMENT ON COLUMN roster.scope IS 'An organization, a challenge or a team';
