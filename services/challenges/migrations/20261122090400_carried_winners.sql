-- Winners of other challenges, who may enter as if invited.

ALTER TABLE admission
    ADD COLUMN carried_from UUID REFERENCES challenge (id),
    ADD COLUMN carried_rank INTEGER,
    ADD CONSTRAINT admission_carried_with_rank CHECK ((carried_from IS NULL) = (carried_rank IS NULL)),
    ADD CONSTRAINT admission_carried_is_invited CHECK (carried_from IS NULL OR state = 'INVITED'),
    ADD CONSTRAINT admission_carried_rank_counts_from_one CHECK (carried_rank >= 1);
COMMENT ON COLUMN admission.carried_from IS 'The challenge that the entrant won and was carried from';
