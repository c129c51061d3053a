-- The secret behind page tokens and block tokens; made at the first start.
CREATE TABLE token_key (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    key      BLOB NOT NULL
) STRICT;

-- What was answered to a ClientToken.
CREATE TABLE client_token (
    account     TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    token       TEXT    NOT NULL,
    parameters  TEXT    NOT NULL,              -- SHA-256 of the request in one form
    answer      TEXT    NOT NULL,              -- usually the id of the resource that was made
    answered_at INTEGER NOT NULL,              -- milliseconds since 1970
    PRIMARY KEY (account, region, operation, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_token_by_age ON client_token (answered_at);
