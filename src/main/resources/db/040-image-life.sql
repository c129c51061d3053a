-- What the owner of an image decides later. Times are milliseconds since 1970.
ALTER TABLE image ADD COLUMN deprecation_time INTEGER;
ALTER TABLE image ADD COLUMN deregistration_protection TEXT NOT NULL DEFAULT 'disabled';
ALTER TABLE image ADD COLUMN cooldown_until INTEGER;   -- it cannot be deregistered before
-- A public image is deprecated two years after its making, in whole minutes.
UPDATE image
SET deprecation_time = (strftime('%s', creation_date / 1000, 'unixepoch', '+2 years') + 30) / 60 * 60000
WHERE id IN (SELECT image_id FROM image_launch_permission WHERE grantee = 'all');
