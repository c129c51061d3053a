CREATE TABLE volume (
    id            TEXT    PRIMARY KEY,
    owner         TEXT    NOT NULL,
    region        TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    size_gib      INTEGER NOT NULL,
    type          TEXT    NOT NULL,
    iops          INTEGER,
    throughput    INTEGER,                     -- MiB a second
    state         TEXT    NOT NULL,            -- creating, available, in-use, deleting, deleted, error
    snapshot_id   TEXT,                        -- what it was made from
    create_time   INTEGER NOT NULL,            -- milliseconds since 1970
    base_manifest TEXT                         -- of the blocks below its first overlay; NULL: zeros
) STRICT;
CREATE INDEX volume_by_owner ON volume (owner, region);
CREATE INDEX volume_by_base ON volume (base_manifest) WHERE base_manifest IS NOT NULL;

CREATE TABLE volume_attachment (
    volume_id             TEXT    PRIMARY KEY,
    instance_id           TEXT    NOT NULL,
    device                TEXT    NOT NULL,
    state                 TEXT    NOT NULL,    -- attaching, attached, detaching, detached
    delete_on_termination INTEGER NOT NULL,
    attach_time           INTEGER NOT NULL,
    UNIQUE (instance_id, device)
) STRICT;

-- The files of a volume, each over the one before; the one that is not frozen is written to.
CREATE TABLE volume_overlay (
    volume_id       TEXT    NOT NULL,
    sequence        INTEGER NOT NULL,
    file            TEXT    NOT NULL,          -- relative to the data directory
    frozen_for      TEXT,                      -- the snapshot that froze it
    stored_manifest TEXT,                      -- of the disk up to and with it, once stored
    PRIMARY KEY (volume_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX volume_overlay_live ON volume_overlay (volume_id) WHERE frozen_for IS NULL;
CREATE INDEX volume_overlay_by_manifest ON volume_overlay (stored_manifest) WHERE stored_manifest IS NOT NULL;
