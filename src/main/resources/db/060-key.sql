-- What tells the master key from any other; no row: no key was needed yet.
CREATE TABLE kms_master_key (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    mark     BLOB    NOT NULL
) STRICT;

CREATE TABLE kms_key (
    id            TEXT NOT NULL PRIMARY KEY,
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    manager       TEXT NOT NULL,                              -- CUSTOMER, AWS
    state         TEXT NOT NULL,                              -- Enabled, Disabled, PendingDeletion
    deletion_date TEXT,                                       -- of PendingDeletion
    description   TEXT NOT NULL,
    create_time   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kms_key_owner ON kms_key (account, region);

-- The 256 bits of a key, under the master key. Ciphertexts say by which version they were made.
CREATE TABLE kms_key_material (
    key_id      TEXT    NOT NULL REFERENCES kms_key (id) ON DELETE CASCADE,
    version     INTEGER NOT NULL,
    material_id TEXT    NOT NULL,
    wrapped     BLOB    NOT NULL,
    PRIMARY KEY (key_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE kms_alias (
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    name        TEXT NOT NULL,                                -- with its alias/
    key_id      TEXT NOT NULL REFERENCES kms_key (id) ON DELETE CASCADE,
    create_time TEXT NOT NULL,
    update_time TEXT NOT NULL,
    PRIMARY KEY (account, region, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX kms_alias_key ON kms_alias (key_id);

CREATE TABLE kms_key_tag (
    key_id TEXT NOT NULL REFERENCES kms_key (id) ON DELETE CASCADE,
    key    TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (key_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE kms_grant (
    id          TEXT NOT NULL PRIMARY KEY,
    key_id      TEXT NOT NULL REFERENCES kms_key (id) ON DELETE CASCADE,
    token       TEXT NOT NULL UNIQUE,
    name        TEXT,
    grantee     TEXT NOT NULL,                                -- accounts
    retiring    TEXT,
    issuing     TEXT NOT NULL,
    operations  TEXT NOT NULL,                                -- one a line
    create_time TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kms_grant_key ON kms_grant (key_id);

-- With which encryption contexts a grant is good; no row: with any.
CREATE TABLE kms_grant_context (
    grant_id  TEXT NOT NULL REFERENCES kms_grant (id) ON DELETE CASCADE,
    condition TEXT NOT NULL,                                  -- equals, subset
    key       TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (grant_id, condition, key)
) STRICT, WITHOUT ROWID;
