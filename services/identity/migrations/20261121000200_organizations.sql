-- Organizations and who may act for them.

CREATE TABLE organization (
    id           UUID        PRIMARY KEY,
    display_name TEXT        NOT NULL CONSTRAINT organization_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 300),
    kind         TEXT        NOT NULL CONSTRAINT organization_kind CHECK (kind IN ('contracting_authority', 'company', 'research', 'non_governmental')),
    country_code TEXT        NOT NULL CONSTRAINT organization_country CHECK (country_code ~ '^[A-Z]{2}$'),
    state        TEXT        NOT NULL CONSTRAINT organization_state CHECK (state IN ('registered', 'verified')),
    verify_time  TIMESTAMPTZ,
    verifier_id  UUID,
    version      BIGINT      NOT NULL CONSTRAINT organization_version CHECK (version > 0),
    create_time  TIMESTAMPTZ NOT NULL,
    CONSTRAINT organization_verified_has_time CHECK ((state = 'verified') = (verify_time IS NOT NULL)),
    CONSTRAINT organization_verified_has_verifier CHECK ((state = 'verified') = (verifier_id IS NOT NULL))
);
COMMENT ON COLUMN organization.verifier_id IS 'The operator who checked it; no reference, because the fact outlives the account';
COMMENT ON COLUMN organization.version IS 'Counts changes of this row; the etag';
CREATE INDEX organization_newest_first ON organization (create_time DESC, id DESC);

CREATE TABLE organization_identifier (
    organization_id UUID     NOT NULL REFERENCES organization ON DELETE CASCADE,
    position        SMALLINT NOT NULL CONSTRAINT organization_identifier_position CHECK (position > 0),
    scheme          TEXT     NOT NULL CONSTRAINT organization_identifier_scheme_length CHECK (char_length(scheme) BETWEEN 4 AND 64),
    identifier      TEXT     NOT NULL CONSTRAINT organization_identifier_length CHECK (char_length(identifier) BETWEEN 1 AND 64),
    PRIMARY KEY (organization_id, position),
    CONSTRAINT organization_identifier_unique UNIQUE (scheme, identifier)
);
COMMENT ON COLUMN organization_identifier.position IS 'The order in which its head gave them';
COMMENT ON COLUMN organization_identifier.identifier IS 'In the canonical form of its scheme, so that equal means equal';

CREATE TABLE membership (
    organization_id UUID        NOT NULL REFERENCES organization ON DELETE CASCADE,
    account_id      UUID        NOT NULL CONSTRAINT membership_account REFERENCES account,
    role            TEXT        NOT NULL CONSTRAINT membership_role CHECK (role IN ('head', 'editor', 'representative')),
    grant_time      TIMESTAMPTZ NOT NULL DEFAULT linia_now(),
    PRIMARY KEY (organization_id, account_id, role)
);
COMMENT ON TABLE membership IS 'At least one head per organization; changed only while its organization''s row is locked';
CREATE INDEX membership_by_account ON membership (account_id);
