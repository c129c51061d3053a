-- What was changed of volumes, the latest last. Times are milliseconds since 1970.
CREATE TABLE volume_modification (
    id                  INTEGER PRIMARY KEY,
    volume_id           TEXT    NOT NULL,
    state               TEXT    NOT NULL,      -- modifying, completed, failed
    status_message      TEXT,                  -- why it failed
    original_size_gib   INTEGER NOT NULL,
    original_type       TEXT    NOT NULL,
    original_iops       INTEGER,
    original_throughput INTEGER,               -- MiB a second
    target_size_gib     INTEGER NOT NULL,
    target_type         TEXT    NOT NULL,
    target_iops         INTEGER,
    target_throughput   INTEGER,
    start_time          INTEGER NOT NULL,
    end_time            INTEGER
) STRICT;
CREATE INDEX volume_modification_by_volume ON volume_modification (volume_id, id);
