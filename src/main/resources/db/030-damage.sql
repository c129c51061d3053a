-- Stored disks of which something is lost. Their snapshots and images are in error until a check finds them sound.
CREATE TABLE damage (
    manifest TEXT PRIMARY KEY,
    message  TEXT NOT NULL                     -- what is lost, for the user
) STRICT, WITHOUT ROWID;
