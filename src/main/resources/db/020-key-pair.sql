CREATE TABLE key_pair (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,   -- rsa, ed25519
    fingerprint TEXT NOT NULL,
    public_key  TEXT NOT NULL,
    create_time TEXT NOT NULL,
    UNIQUE (account, region, name)
) STRICT;
