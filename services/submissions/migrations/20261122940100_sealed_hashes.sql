-- The closing record binds the hash of every version. A stage closes in the moment in which most want
-- something of it: so the hash is made when a version is taken.

ALTER TABLE entry_version
    ADD COLUMN sealed_sha256 bytea,
    ADD CONSTRAINT entry_version_hash_is_whole CHECK (octet_length(sealed_sha256) = 32);
COMMENT ON COLUMN entry_version.sealed_sha256 IS 'SHA-256 of sealed when it was stored; NULL where it was stored before this column';
