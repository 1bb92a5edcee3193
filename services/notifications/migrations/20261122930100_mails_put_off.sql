-- A mail that its server takes not now (RFC 5321, 450 to 459) is put off, and given up in the end.
ALTER TABLE mail_delivery ADD COLUMN put_off_time TIMESTAMPTZ;
COMMENT ON COLUMN mail_delivery.put_off_time IS 'When the mail server first put this mail off; null: never';
COMMENT ON COLUMN mail_delivery.state IS 'refused: for good, or put off for too long, see reply_code; dropped: no longer due, because the address was verified meanwhile, never was, or the account is gone';
