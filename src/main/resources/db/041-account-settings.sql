-- What an account set for all of its images of a region; no row: nothing.
CREATE TABLE account_image_settings (
    account             TEXT    NOT NULL,
    region              TEXT    NOT NULL,
    block_public_access INTEGER NOT NULL DEFAULT 0,
    allowed_images      TEXT    NOT NULL DEFAULT 'disabled',   -- audit-mode, enabled
    PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;

-- Which images of others it allows. Lists have one value a line.
CREATE TABLE account_image_criterion (
    account               TEXT    NOT NULL,
    region                TEXT    NOT NULL,
    position              INTEGER NOT NULL,
    providers             TEXT    NOT NULL,
    product_codes         TEXT    NOT NULL,
    names                 TEXT    NOT NULL,
    days_since_deprecated INTEGER,
    days_since_created    INTEGER,
    PRIMARY KEY (account, region, position)
) STRICT, WITHOUT ROWID;

-- What an account set for all of its snapshots of a region; no row: unblocked.
CREATE TABLE account_snapshot_settings (
    account             TEXT NOT NULL,
    region              TEXT NOT NULL,
    block_public_access TEXT NOT NULL,                         -- unblocked, block-new-sharing, block-all-sharing
    PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;
