-- What contests may ask of entrants: where a person lives and how surely it is known who they are,
-- and how large an organization is.

ALTER TABLE account
    ADD COLUMN country_code    TEXT CONSTRAINT account_country CHECK (country_code ~ '^[A-Z]{2}$'),
    ADD COLUMN assurance_level TEXT CONSTRAINT account_assurance_level CHECK (
        assurance_level IN ('low', 'substantial', 'high')
    );
COMMENT ON COLUMN account.country_code IS 'Where the person says that they live; NULL: unknown';
COMMENT ON COLUMN account.assurance_level IS
    'How surely it is known who the person is (eIDAS); NULL: unknown, which is not low';

ALTER TABLE organization
    ADD COLUMN size TEXT CONSTRAINT organization_size CHECK (
        size IN ('micro', 'small', 'medium', 'large')
    );
COMMENT ON COLUMN organization.size IS
    'Of Recommendation 2003/361/EC, as its head declared it; NULL: nobody has said';
