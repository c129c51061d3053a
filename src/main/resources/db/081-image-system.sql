-- What operating system images have, where it was read from their disks.
CREATE TABLE image_system (
    image_id  TEXT PRIMARY KEY,
    system_id TEXT NOT NULL,   -- debian
    name      TEXT NOT NULL,   -- Debian GNU/Linux
    version   TEXT             -- 12
) STRICT, WITHOUT ROWID;
