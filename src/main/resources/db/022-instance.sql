CREATE TABLE instance (
    id                      TEXT    PRIMARY KEY,
    reservation             TEXT    NOT NULL,
    owner                   TEXT    NOT NULL,
    region                  TEXT    NOT NULL,
    zone                    TEXT    NOT NULL,
    launch_index            INTEGER NOT NULL,
    launch_time             INTEGER NOT NULL,   -- milliseconds since 1970
    image                   TEXT    NOT NULL,
    architecture            TEXT    NOT NULL,
    virtualization          TEXT    NOT NULL,
    root_device_name        TEXT    NOT NULL,
    root_device_type        TEXT    NOT NULL,
    boot_mode               TEXT,
    current_boot_mode       TEXT    NOT NULL,
    kernel                  TEXT,
    ramdisk                 TEXT,
    tpm_support             TEXT,
    type                    TEXT    NOT NULL,
    user_data               TEXT,               -- base64
    shutdown_behavior       TEXT    NOT NULL,
    disable_api_termination INTEGER NOT NULL,
    disable_api_stop        INTEGER NOT NULL,
    monitoring              INTEGER NOT NULL,
    ebs_optimized           INTEGER NOT NULL,
    ena_support             INTEGER NOT NULL,
    sriov_net_support       TEXT,
    cpu_credits             TEXT,
    metadata_endpoint       INTEGER NOT NULL,
    metadata_tokens         INTEGER NOT NULL,   -- whether they are required
    metadata_hop_limit      INTEGER NOT NULL,
    metadata_tags           INTEGER NOT NULL,
    key_name                TEXT,
    public_key              TEXT,
    ephemeral_disks         TEXT    NOT NULL,   -- device=number, with spaces between
    state                   TEXT    NOT NULL,   -- pending, running, stopping, stopped, shutting-down, terminated
    reason_code             TEXT,
    reason_message          TEXT,
    state_change            INTEGER NOT NULL,   -- milliseconds since 1970
    client_token            TEXT
) STRICT;
CREATE INDEX instance_by_owner ON instance (owner, region);
CREATE INDEX instance_by_state ON instance (state, state_change);
