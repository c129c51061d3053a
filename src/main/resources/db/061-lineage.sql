-- Volumes and snapshots whose blocks are sealed under one data key. Numbers lie in records of blocks: never given again.
CREATE TABLE lineage (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    key_arn     TEXT NOT NULL,                                -- the account key that the data key lies under
    data_key_id TEXT NOT NULL UNIQUE,                         -- what the data key is called; its wrapped form is bound to it
    wrapped     BLOB NOT NULL                                 -- the data key, under the account key
) STRICT;

-- NULL: not encrypted.
ALTER TABLE volume ADD COLUMN lineage INTEGER REFERENCES lineage (number);
ALTER TABLE snapshot ADD COLUMN lineage INTEGER REFERENCES lineage (number);
CREATE INDEX volume_by_lineage ON volume (lineage) WHERE lineage IS NOT NULL;
CREATE INDEX snapshot_by_lineage ON snapshot (lineage) WHERE lineage IS NOT NULL;
