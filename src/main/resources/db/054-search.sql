-- Images are listed in the order of their numbers: that of their registration.
ALTER TABLE image ADD COLUMN number INTEGER;
ALTER TABLE image ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;   -- everybody may launch it
UPDATE image SET number = rowid,
    is_public = id IN (SELECT image_id FROM image_launch_permission WHERE grantee = 'all');
CREATE UNIQUE INDEX image_by_number ON image (number);

DROP INDEX image_by_owner;
CREATE INDEX image_by_owner ON image (owner, region, number) WHERE state <> 'deregistered';
CREATE INDEX image_named ON image (name, region, number);
-- With what most filters look at, so that to pass over an image takes no look at its row.
CREATE INDEX image_public ON image (region, number, state, deprecation_time, owner, architecture, virtualization,
    root_device_name, ena_support, name, creation_date) WHERE is_public = 1;
CREATE INDEX image_by_source ON image (source_image, owner) WHERE source_image IS NOT NULL;
CREATE INDEX image_by_source_instance ON image (source_instance, owner) WHERE source_instance IS NOT NULL;

-- The image's own, for the order.
ALTER TABLE image_launch_permission ADD COLUMN region TEXT;
ALTER TABLE image_launch_permission ADD COLUMN number INTEGER;
UPDATE image_launch_permission SET (region, number) =
    (SELECT image.region, image.number FROM image WHERE image.id = image_id);
DROP INDEX image_launch_permission_by_grantee;
CREATE INDEX image_launch_permission_by_grantee ON image_launch_permission (grantee, region, number);

-- For each three letters the numbers of the images that have them in the name.
CREATE VIRTUAL TABLE image_name_trigram USING fts5(name, content = '', columnsize = 0, detail = none,
    tokenize = 'trigram case_sensitive 1');
INSERT INTO image_name_trigram (rowid, name) SELECT number, name FROM image;

CREATE INDEX tag_by_key ON tag (account, region, key, value);
