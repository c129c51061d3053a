CREATE TABLE account (
    id         TEXT PRIMARY KEY,                 -- 12 digits
    name       TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE access_key (
    id         TEXT PRIMARY KEY,                 -- AKIA and 16 more
    account_id TEXT NOT NULL REFERENCES account (id),
    secret     TEXT NOT NULL,                    -- as it is: checking a signature needs it
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX access_key_by_account ON access_key (account_id, created_at);
