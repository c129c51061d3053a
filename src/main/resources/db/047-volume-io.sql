-- When it was met that something of a stored disk is lost, in milliseconds since 1970; NULL: before this was noted.
ALTER TABLE damage ADD COLUMN found_at INTEGER;
-- Whether guests go on, with an error, where a block of the volume is lost: always, or since its owner said so.
ALTER TABLE volume ADD COLUMN auto_enable_io INTEGER NOT NULL DEFAULT 0;
ALTER TABLE volume ADD COLUMN io_enabled_at INTEGER;
