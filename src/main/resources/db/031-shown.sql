-- What the blocks of a completed snapshot take that have data.
ALTER TABLE snapshot DROP COLUMN length_bytes;
ALTER TABLE snapshot ADD COLUMN full_size_bytes INTEGER;
-- When an instance was last launched from it, in milliseconds since 1970.
ALTER TABLE image ADD COLUMN last_launched INTEGER;
