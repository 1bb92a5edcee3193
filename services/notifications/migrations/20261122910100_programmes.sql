-- Programmes, as far as texts name them, and who takes part in them or waits to.

CREATE TABLE programme (
    id              UUID    PRIMARY KEY,
    source_language TEXT    NOT NULL,
    titles          JSONB   NOT NULL,
    phase_titles    JSONB[] NOT NULL
);
COMMENT ON TABLE programme IS 'Published programmes, as far as texts name them';
COMMENT ON COLUMN programme.titles IS 'Text by BCP 47 tag';
COMMENT ON COLUMN programme.phase_titles IS 'Of each phase, in order: text by BCP 47 tag';

ALTER TABLE roster
    DROP CONSTRAINT roster_role,
    ADD CONSTRAINT roster_role CHECK (role IN (
        'head', 'editor', 'representative', 'member', 'juror', 'entrant', 'finalist', 'laureate',
        'follower', 'operator', 'applicant', 'admitted', 'participant'
    ));
COMMENT ON COLUMN roster.scope IS
    'An organization, a challenge, a programme or a team; nil for the installation';
ALTER TABLE roster_part
    DROP CONSTRAINT roster_part_role,
    ADD CONSTRAINT roster_part_role CHECK (role IN ('applicant', 'admitted', 'participant'));
COMMENT ON COLUMN roster_part.scope IS 'A challenge or a programme';
