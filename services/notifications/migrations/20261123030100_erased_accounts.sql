-- Whose data was erased (GDPR art. 17): nothing is told to them any more but that.

CREATE TABLE erased_account (
    account    UUID        PRIMARY KEY,
    erase_time TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE erased_account IS 'Random ids alone; kept, so that what happens later puts nothing into an inbox that nobody has';
