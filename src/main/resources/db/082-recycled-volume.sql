-- A deleted volume that a retention rule keeps. Times are milliseconds since 1970.
ALTER TABLE volume ADD COLUMN recycled_at INTEGER;      -- NULL: it is not in the Recycle Bin
ALTER TABLE volume ADD COLUMN recycled_until INTEGER;   -- when it leaves it for good
CREATE INDEX volume_by_exit ON volume (recycled_until) WHERE recycled_until IS NOT NULL;
