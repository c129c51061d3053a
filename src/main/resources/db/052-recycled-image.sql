-- A deregistered image that a retention rule keeps.
ALTER TABLE image ADD COLUMN recycled_until INTEGER;   -- milliseconds since 1970; NULL: it is not in the Recycle Bin
ALTER TABLE image ADD COLUMN recycled_state TEXT;      -- as what it comes back: available, disabled
CREATE INDEX image_by_exit ON image (recycled_until) WHERE recycled_until IS NOT NULL;
