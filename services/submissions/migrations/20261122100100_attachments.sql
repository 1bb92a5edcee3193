-- Files that belong to works. What a row tells of a file, of its name, type, length and entrant, is
-- encrypted under a key that follows from the upload's name, which is stored nowhere.

CREATE TABLE upload (
    tag          bytea       PRIMARY KEY,
    uploader_tag bytea       NOT NULL,
    stage        uuid        NOT NULL,
    object       uuid        NOT NULL,
    wrapped      bytea       NOT NULL,
    pieces       bigint,
    sealed       uuid,
    kept         boolean     NOT NULL DEFAULT false,
    removing     boolean     NOT NULL DEFAULT false,
    touch_time   timestamptz NOT NULL,
    CONSTRAINT upload_object UNIQUE (object),
    CONSTRAINT upload_tags_are_whole CHECK (octet_length(tag) = 32 AND octet_length(uploader_tag) = 32),
    CONSTRAINT upload_is_arriving_or_sealed CHECK ((pieces IS NULL) = (sealed IS NOT NULL)),
    CONSTRAINT upload_pieces_not_negative CHECK (pieces >= 0),
    CONSTRAINT upload_kept_is_sealed CHECK (sealed IS NOT NULL OR NOT kept),
    CONSTRAINT upload_kept_is_not_removed CHECK (NOT (kept AND removing))
);
CREATE INDEX upload_of_stage ON upload (stage);
CREATE INDEX upload_of_uploader ON upload (uploader_tag);
COMMENT ON COLUMN upload.tag IS 'Keyed hash of the upload''s name: finds it, and tells nothing';
COMMENT ON COLUMN upload.uploader_tag IS 'Keyed hash of stage and entrant, another one than that of the entry: bounds how many one has';
COMMENT ON COLUMN upload.object IS 'Random; names its objects in storage';
COMMENT ON COLUMN upload.wrapped IS 'Entrant, file name, type, length, hash and findings, padded, under the key that follows from the name';
COMMENT ON COLUMN upload.pieces IS 'How many pieces have arrived; NULL once it is sealed';
COMMENT ON COLUMN upload.sealed IS 'The attempt at sealing that succeeded: the last part of the object''s name';
COMMENT ON COLUMN upload.kept IS 'Handed in with some version, accepted or not: never removed';
COMMENT ON COLUMN upload.removing IS 'Its objects are being removed; then the row is';

-- A work's file as the jury gets it: pieces under names that the sealed file does not have, written
-- at the opening in the order of the works. Nothing refers to the upload.
CREATE TABLE work_attachment (
    id          uuid    PRIMARY KEY,
    work        uuid    NOT NULL REFERENCES work (id),
    place       integer NOT NULL,
    media_type  text    NOT NULL,
    size_octets bigint  NOT NULL,
    sha256      bytea   NOT NULL,
    object      uuid    NOT NULL,
    wrapped_key bytea   NOT NULL,
    CONSTRAINT work_attachment_place UNIQUE (work, place),
    CONSTRAINT work_attachment_from_one CHECK (place >= 1),
    CONSTRAINT work_attachment_not_empty CHECK (size_octets >= 1),
    CONSTRAINT work_attachment_hash_is_whole CHECK (octet_length(sha256) = 32)
);
COMMENT ON COLUMN work_attachment.place IS 'In the entrant''s order; with the type it makes the name that the jury sees';
COMMENT ON COLUMN work_attachment.wrapped_key IS 'Key of the pieces, wrapped by this service''s master key';
CREATE TRIGGER work_attachment_is_immutable BEFORE UPDATE OR TRUNCATE ON work_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was handed in is kept as the work is; what was not may go.
CREATE TRIGGER work_attachment_is_retained BEFORE DELETE ON work_attachment
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('work');
CREATE TRIGGER upload_is_retained BEFORE DELETE ON upload
    FOR EACH ROW WHEN (OLD.kept) EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER upload_is_not_emptied BEFORE TRUNCATE ON upload
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE work ADD COLUMN fields jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN work.fields IS 'The texts that the stage asked for, by key';
