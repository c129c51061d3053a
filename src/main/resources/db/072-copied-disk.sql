-- What pending copies of snapshots are copies of, while it is brought from one block store to another.
CREATE TABLE copied_disk (
    copy     TEXT PRIMARY KEY,
    manifest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
