-- What is published of awarded works, with their authors' consent.

-- Who is behind a winning work, since it was revealed. There is no such row for any other work.
CREATE TABLE laureate (
    work      uuid    PRIMARY KEY REFERENCES work (id),
    entry     uuid    NOT NULL REFERENCES entry (id),
    stage     uuid    NOT NULL REFERENCES opening (stage),
    challenge uuid    NOT NULL,
    rank      integer NOT NULL,
    CONSTRAINT laureate_one_work UNIQUE (entry),
    CONSTRAINT laureate_rank_from_one CHECK (rank >= 1)
);
CREATE INDEX laureate_of_challenge ON laureate (challenge, rank, work);
CREATE TRIGGER laureate_is_immutable BEFORE UPDATE OR TRUNCATE ON laureate
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER laureate_is_retained BEFORE DELETE ON laureate
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');

CREATE TABLE award (
    challenge  uuid        PRIMARY KEY,
    award_time timestamptz NOT NULL
);
COMMENT ON TABLE award IS 'Contests whose prizes were awarded: before, nothing is published';
CREATE TRIGGER award_is_immutable BEFORE UPDATE OR TRUNCATE ON award
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER award_is_retained BEFORE DELETE ON award
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('challenge');

CREATE TABLE disclosure_consent (
    entry      uuid        NOT NULL REFERENCES entry (id),
    author     text        NOT NULL,
    number     integer     NOT NULL,
    stage      uuid        NOT NULL REFERENCES opening (stage),
    scope      text        NOT NULL,
    account    uuid        NOT NULL,
    state_time timestamptz NOT NULL,
    PRIMARY KEY (entry, author, number),
    CONSTRAINT disclosure_consent_from_one CHECK (number >= 1),
    CONSTRAINT disclosure_consent_scope_known
        CHECK (scope IN ('nothing', 'title', 'work', 'work_and_files'))
);
COMMENT ON COLUMN disclosure_consent.author IS 'For whom it was stated: the entrant, or a co-author (accounts/{uuid})';
COMMENT ON COLUMN disclosure_consent.number IS 'Of the author; the last statement counts';
COMMENT ON COLUMN disclosure_consent.account IS 'Who stated it';
CREATE TRIGGER disclosure_consent_is_immutable BEFORE UPDATE OR TRUNCATE ON disclosure_consent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disclosure_consent_is_retained BEFORE DELETE ON disclosure_consent
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');

-- What everybody may read, and nothing else: awarded works whose authors all consent. Each author
-- counts by the last statement, and as `nothing` without one; the least counts for the work.
CREATE VIEW disclosed_work AS
SELECT l.work, l.challenge, l.rank,
       (ARRAY['nothing', 'title', 'work', 'work_and_files'])[consent.level] AS scope
FROM laureate l
JOIN award a ON a.challenge = l.challenge
JOIN entry e ON e.id = l.entry AND e.state = 'laureate'
JOIN LATERAL (
    SELECT min(coalesce(
        array_position(ARRAY['nothing', 'title', 'work', 'work_and_files'], last.scope), 1
    )) AS level
    FROM (
        SELECT e.entrant AS name
        UNION
        SELECT 'accounts/' || account FROM unnest(e.co_authors) AS account
    ) AS author
    LEFT JOIN LATERAL (
        SELECT d.scope FROM disclosure_consent d
        WHERE d.entry = e.id AND d.author = author.name ORDER BY d.number DESC LIMIT 1
    ) AS last ON true
) AS consent ON consent.level > 1;
COMMENT ON VIEW disclosed_work IS 'Awarded works as far as all their authors consent';
