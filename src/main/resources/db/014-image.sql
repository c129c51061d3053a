CREATE TABLE image (
    id                TEXT    PRIMARY KEY,
    owner             TEXT    NOT NULL,
    region            TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    description       TEXT,
    state             TEXT    NOT NULL,        -- pending, available, failed, deregistered
    state_code        TEXT,                    -- why it failed
    state_message     TEXT,
    deregistered_at   INTEGER,                 -- milliseconds since 1970
    creation_date     INTEGER NOT NULL,
    architecture      TEXT    NOT NULL,
    virtualization    TEXT    NOT NULL,
    root_device_name  TEXT    NOT NULL,
    kernel            TEXT,
    ramdisk           TEXT,
    ena_support       INTEGER,
    sriov_net_support TEXT,
    boot_mode         TEXT,
    tpm_support       TEXT,
    imds_support      TEXT,
    uefi_data         TEXT,
    source_image      TEXT,
    source_region     TEXT,
    source_instance   TEXT
) STRICT;
-- Deregistering frees the name at once.
CREATE UNIQUE INDEX image_by_name ON image (owner, region, name) WHERE state <> 'deregistered';
CREATE INDEX image_by_owner ON image (owner, region, state);

CREATE TABLE image_block_device (
    image_id              TEXT    NOT NULL,
    position              INTEGER NOT NULL,
    device                TEXT    NOT NULL,
    kind                  TEXT    NOT NULL,    -- ebs, ephemeral, no-device
    snapshot_id           TEXT,                -- of ebs; NULL: it begins empty
    size_gib              INTEGER,
    type                  TEXT,
    iops                  INTEGER,
    throughput            INTEGER,
    delete_on_termination INTEGER,
    virtual_name          TEXT,                -- of ephemeral
    PRIMARY KEY (image_id, position),
    UNIQUE (image_id, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_block_device_by_snapshot ON image_block_device (snapshot_id) WHERE snapshot_id IS NOT NULL;

-- Who else may launch it: an account id, or all.
CREATE TABLE image_launch_permission (
    image_id TEXT NOT NULL,
    grantee  TEXT NOT NULL,
    PRIMARY KEY (image_id, grantee)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_launch_permission_by_grantee ON image_launch_permission (grantee, image_id);
