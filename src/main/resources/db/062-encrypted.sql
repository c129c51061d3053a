-- Whether the entry's snapshot is encrypted, or its empty volume is to be.
ALTER TABLE image_block_device ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 0;

-- The disk whose blocks are still to be sealed under the lineage: until then the volume has none.
ALTER TABLE volume ADD COLUMN seal_from TEXT;

-- What a pending copy is a copy of, whose blocks are still to be brought to its place, or sealed under its lineage.
ALTER TABLE snapshot ADD COLUMN copied_from TEXT;

-- Beside what an instance's first root volume was made of. NULL: not encrypted.
ALTER TABLE replace_root_volume_task ADD COLUMN launch_lineage INTEGER REFERENCES lineage (number);

-- What an account does unasked.
CREATE TABLE encryption_default (
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    by_default INTEGER NOT NULL,                              -- whether all new volumes and copies are encrypted
    key_arn    TEXT,                                          -- under which key; NULL: the one for volumes
    PRIMARY KEY (account, region)
) STRICT;
