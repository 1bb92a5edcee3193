-- Operators, applicants and those who were admitted, in whatever name.

ALTER TABLE roster
    DROP CONSTRAINT roster_role,
    ADD CONSTRAINT roster_role CHECK (role IN (
        'head', 'editor', 'representative', 'member', 'juror', 'entrant', 'finalist', 'laureate',
        'follower', 'operator', 'applicant', 'admitted'
    ));
COMMENT ON COLUMN roster.scope IS 'An organization, a challenge or a team; nil for the installation';

CREATE TABLE roster_part (
    scope      UUID        NOT NULL,
    role       TEXT        NOT NULL CONSTRAINT roster_part_role CHECK
        (role IN ('applicant', 'admitted')),
    part_scope UUID        NOT NULL,
    part_role  TEXT        NOT NULL CONSTRAINT roster_part_part_role CHECK
        (part_role IN ('head', 'representative', 'member')),
    since_time TIMESTAMPTZ NOT NULL,
    until_time TIMESTAMPTZ,
    PRIMARY KEY (scope, role, part_scope, part_role, since_time),
    CONSTRAINT roster_part_window CHECK (until_time >= since_time)
);
COMMENT ON TABLE roster_part IS 'Which groups were parts of which others, and when: teams and organizations apply to contests too';
COMMENT ON COLUMN roster_part.scope IS 'A challenge';
COMMENT ON COLUMN roster_part.part_scope IS 'A team or an organization; all who belong to it at a moment belong to the whole then';
COMMENT ON COLUMN roster_part.since_time IS 'Time of the event, as in roster';
CREATE UNIQUE INDEX roster_part_open_window ON roster_part (scope, role, part_scope, part_role)
    WHERE until_time IS NULL;

-- Whoever was admitted before is known from what they were told then. Of who
-- applied before nothing is known; they hear again once they are admitted.

INSERT INTO roster (scope, role, account, since_time)
SELECT split_part(subject, '/', 2)::uuid, 'admitted',
    split_part(notice ->> 'entrant', '/', 2)::uuid, MIN(event_time)
FROM announcement
WHERE topic = 'entrant_admitted' AND notice ->> 'entrant' LIKE 'accounts/%'
GROUP BY subject, notice ->> 'entrant';

INSERT INTO roster_part (scope, role, part_scope, part_role, since_time)
SELECT split_part(subject, '/', 2)::uuid, 'admitted',
    split_part(notice ->> 'entrant', '/', 2)::uuid, part.role, MIN(event_time)
FROM announcement
JOIN (VALUES ('teams/%', 'member'), ('organizations/%', 'head'),
    ('organizations/%', 'representative')) AS part (kind, role) ON notice ->> 'entrant' LIKE part.kind
WHERE topic = 'entrant_admitted'
GROUP BY subject, notice ->> 'entrant', part.role;
