-- Tags of anything that has an id. A tag is seen by the account that owns the resource.
CREATE TABLE tag (
    resource_id   TEXT NOT NULL,
    key           TEXT NOT NULL,
    value         TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    account       TEXT NOT NULL,
    region        TEXT NOT NULL,
    PRIMARY KEY (resource_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_by_account ON tag (account, region, resource_id);
