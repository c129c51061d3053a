-- What kernels and RAM disks hold, which are images whose ids begin with aki and ari: the first bytes of their one snapshot.
-- PV-GRUB, which the service is itself, holds nothing.
CREATE TABLE boot_file (
    image        TEXT    PRIMARY KEY,
    length_bytes INTEGER NOT NULL,
    has_virtio   INTEGER NOT NULL    -- whether the driver of virtio's disks is in it
) STRICT, WITHOUT ROWID;
