-- Snapshots that are kept in a Local Zone, by its name. What is neither there nor on an Outpost is kept in its region.
CREATE TABLE snapshot_in_zone (
    snapshot TEXT PRIMARY KEY,
    zone     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
