-- Who follows a contest.

ALTER TABLE roster
    DROP CONSTRAINT roster_role,
    ADD CONSTRAINT roster_role CHECK (role IN (
        'head', 'editor', 'representative', 'member', 'juror', 'entrant', 'finalist', 'laureate',
        'follower'
    ));
CREATE INDEX roster_followed ON roster (account, since_time DESC, scope DESC)
    WHERE role = 'follower' AND until_time IS NULL;
