ALTER TABLE instance ADD COLUMN auto_recovery INTEGER NOT NULL DEFAULT 1;
-- What a launch says of its processors; null: as the type.
ALTER TABLE instance ADD COLUMN cpu_cores   INTEGER;
ALTER TABLE instance ADD COLUMN cpu_threads INTEGER;
