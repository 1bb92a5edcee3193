-- What submissions finds the entries of a stage by, kept where the entries are not.

CREATE TABLE stage_secret (
    stage          UUID  NOT NULL PRIMARY KEY REFERENCES stage (id),
    wrapped_secret BYTEA NOT NULL
);
COMMENT ON TABLE stage_secret IS 'Submissions tags entries under it, and has it in memory only: its own rows and keys tell nobody who entered. Stages published before this table have none';
COMMENT ON COLUMN stage_secret.wrapped_secret IS 'Encrypted with this service''s master key for this stage';

CREATE TRIGGER stage_secret_is_retained BEFORE DELETE ON stage_secret
    FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('stage');
CREATE TRIGGER stage_secret_is_not_emptied BEFORE TRUNCATE ON stage_secret
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stage_secret_is_immutable BEFORE UPDATE ON stage_secret
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
