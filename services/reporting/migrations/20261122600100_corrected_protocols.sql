-- A corrected protocol supersedes the one before it: the newest counts.

ALTER TABLE judged_stage ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
COMMENT ON COLUMN judged_stage.version IS 'Version of the stage as of the protocol that the counts are of';
