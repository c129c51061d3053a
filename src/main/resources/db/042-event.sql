-- What happened, for each account and region.
CREATE TABLE event (
    account     TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    time        INTEGER NOT NULL,   -- milliseconds since 1970
    detail_type TEXT    NOT NULL,
    resources   TEXT    NOT NULL,   -- ARNs, one a line
    detail      TEXT    NOT NULL,   -- a JSON object of texts
    PRIMARY KEY (account, region, sequence)
) STRICT, WITHOUT ROWID;

-- The request that asked for the image, which events of its making name.
ALTER TABLE image ADD COLUMN request_id TEXT;
