-- Notices of contests as releases of the Open Contracting Data Standard. What came out before this
-- migration is read again from the streams by `rebuild`.

CREATE TABLE release (
    position     BIGINT      GENERATED ALWAYS AS IDENTITY,
    challenge    UUID        NOT NULL,
    version      BIGINT      NOT NULL,
    id           UUID        NOT NULL,
    release_date TIMESTAMPTZ NOT NULL,
    body         JSONB       NOT NULL,
    entrants     JSONB       NOT NULL,
    PRIMARY KEY (challenge, version)
);
CREATE UNIQUE INDEX release_in_order ON release (position);
COMMENT ON COLUMN release.position IS
    'The order in which they came out; given under a lock, so that it is the order of commits too. It goes on after a rebuild: whoever asks on from a position before it is shown everything again';
COMMENT ON COLUMN release.version IS 'The number of its event within the challenge';
COMMENT ON COLUMN release.id IS 'The id of its event';
COMMENT ON COLUMN release.release_date IS 'Later than that of the release before it, whatever the clock did';
COMMENT ON COLUMN release.body IS 'As published, without ocid and names';
COMMENT ON COLUMN release.entrants IS
    'Who is behind a party that is a person or a team: the id of the party, and whose name is to be asked for';

-- What was published is not published otherwise. A rebuild deletes and reads again.
CREATE FUNCTION release_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a release never changes' USING ERRCODE = 'integrity_constraint_violation',
        CONSTRAINT = 'release_is_immutable';
END
$$;
CREATE TRIGGER release_is_immutable BEFORE UPDATE ON release
    FOR EACH ROW EXECUTE FUNCTION release_is_immutable();

CREATE TABLE registered_organization (
    organization UUID  PRIMARY KEY,
    display_name TEXT  NOT NULL,
    identifiers  JSONB NOT NULL
);
COMMENT ON TABLE registered_organization IS 'Official names and identifiers, as in public registers: parties of releases';
COMMENT ON COLUMN registered_organization.identifiers IS 'A list of {"scheme", "id"}';
