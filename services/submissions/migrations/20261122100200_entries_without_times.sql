-- Who entered is not joined to what was sealed any more. A dump that tells when somebody's version
-- was accepted, or by which tag it is found, tells its size, and the size often tells the work.

ALTER TABLE entry
    ALTER COLUMN version DROP NOT NULL,
    ALTER COLUMN accept_time DROP NOT NULL,
    ADD COLUMN counting bytea,
    ADD CONSTRAINT entry_version_that_counts_is_known CHECK (
        num_nulls(version, accept_time) IN (0, 2) AND (counting IS NULL) = (version IS NOT NULL)
    );
COMMENT ON COLUMN entry.id IS 'Keyed hash of stage and entrant, as on the receipt; another one than that in entry_version';
COMMENT ON COLUMN entry.counting IS 'Which version counts and when it was accepted, padded, wrapped by this service''s master key';
COMMENT ON COLUMN entry.version IS 'Not written any more: see counting';
COMMENT ON COLUMN entry.accept_time IS 'Not written any more: see counting';
COMMENT ON COLUMN finalist.entry IS 'The tag that the finalist''s versions will have in this stage';
