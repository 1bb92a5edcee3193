-- Signing keys follow each other: another one is used once it is published.
ALTER TABLE own_signing_key ADD COLUMN publish_time timestamptz;
COMMENT ON COLUMN own_signing_key.publish_time IS 'Since when identity publishes it; the newest that is published signs';
