-- A deleted snapshot that a retention rule keeps. Times are milliseconds since 1970.
ALTER TABLE snapshot ADD COLUMN recycled_at INTEGER;      -- NULL: it is not in the Recycle Bin
ALTER TABLE snapshot ADD COLUMN recycled_until INTEGER;   -- when it leaves it for good
CREATE INDEX snapshot_by_exit ON snapshot (recycled_until) WHERE recycled_until IS NOT NULL;
