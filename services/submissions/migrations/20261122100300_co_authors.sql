-- Entries of several authors. Until the opening, co-authors and what they confirmed are inside
-- sealed versions; afterwards they belong to those who entered, never to a work.

ALTER TABLE entry
    ADD COLUMN co_authors uuid[] NOT NULL DEFAULT '{}',
    DROP CONSTRAINT entry_state_known,
    ADD CONSTRAINT entry_state_known CHECK (
        state IN ('opened', 'withdrawn', 'unconfirmed', 'advanced', 'not_advanced', 'laureate')
    );
COMMENT ON COLUMN entry.co_authors IS 'Those whom the version that counts names besides the entrant, or the last one if none counts';
COMMENT ON COLUMN entry.state IS 'unconfirmed: no version had been confirmed by all its co-authors when the stage closed';
CREATE INDEX entry_of_co_author ON entry USING gin (co_authors);
