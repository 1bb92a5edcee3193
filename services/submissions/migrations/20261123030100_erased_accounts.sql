-- Whose data was erased (GDPR art. 17), and when. Before a stage has closed nothing may tell whether
-- somebody entered it (rule 1): so nothing is done to sealed entries, and an entry of somebody who
-- was erased before the closing counts as withdrawn at the opening.

CREATE TABLE erased_account (
    account    uuid        PRIMARY KEY,
    erase_time timestamptz NOT NULL
);
COMMENT ON TABLE erased_account IS 'Random ids alone, of everybody, whether they entered anything or not';
COMMENT ON COLUMN erased_account.erase_time IS 'Time of the event, not of its arrival: every replica and every repetition decides alike';
