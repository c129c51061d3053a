-- What keeps a snapshot from being deleted for a time. Times are milliseconds since 1970.
CREATE TABLE snapshot_lock (
    snapshot_id     TEXT    PRIMARY KEY,
    mode            TEXT    NOT NULL,          -- governance, compliance
    created_on      INTEGER NOT NULL,
    set_on          INTEGER NOT NULL,          -- its latest change: from then on it is counted
    duration_days   INTEGER,
    expiration_date INTEGER,
    cool_off_hours  INTEGER,
    CHECK ((duration_days IS NULL) <> (expiration_date IS NULL))
) STRICT;
