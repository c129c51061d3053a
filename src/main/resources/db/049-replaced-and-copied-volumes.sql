-- What was done to give instances another root volume, the latest last. Times are milliseconds since 1970.
CREATE TABLE replace_root_volume_task (
    id              TEXT    PRIMARY KEY,
    number          INTEGER NOT NULL,          -- rises with each of an instance
    instance_id     TEXT    NOT NULL,
    owner           TEXT    NOT NULL,
    region          TEXT    NOT NULL,
    state           TEXT    NOT NULL,          -- pending, in-progress, succeeded, failing, failed
    image_id        TEXT,                      -- as asked for
    snapshot_id     TEXT,                      -- as asked for
    delete_replaced INTEGER NOT NULL,
    replaced        TEXT    NOT NULL,          -- the root volume of before
    replacement     TEXT    NOT NULL,          -- the root volume of after
    launch_snapshot TEXT,                      -- what the instance's first root volume was made of
    launch_manifest TEXT,
    start_time      INTEGER NOT NULL,
    complete_time   INTEGER,
    UNIQUE (instance_id, number)
) STRICT;
CREATE INDEX replace_root_volume_task_by_owner ON replace_root_volume_task (owner, region);

-- A copy of a volume: of which one, and of which moment of it as long as that is not stored.
ALTER TABLE volume ADD COLUMN source_volume_id TEXT;
ALTER TABLE volume ADD COLUMN awaited TEXT;
CREATE UNIQUE INDEX volume_by_awaited ON volume (awaited) WHERE awaited IS NOT NULL;
