-- Snapshots that are being written through EBS direct.
CREATE TABLE snapshot_upload (
    snapshot_id     TEXT    PRIMARY KEY,
    timeout_minutes INTEGER NOT NULL,
    last_activity   INTEGER NOT NULL,          -- milliseconds since 1970
    completing      INTEGER NOT NULL,          -- no more blocks are taken
    parent_manifest TEXT                       -- what the blocks lie over
) STRICT;

-- The blocks that were acknowledged. Each lies in a slot of the upload's file; a block of zeros takes none.
CREATE TABLE snapshot_upload_block (
    snapshot_id TEXT    NOT NULL,
    block_index INTEGER NOT NULL,
    slot        INTEGER NOT NULL,              -- in blocks; -1: zeros
    checksum    TEXT    NOT NULL,              -- SHA-256, base64
    PRIMARY KEY (snapshot_id, block_index)
) STRICT, WITHOUT ROWID;
