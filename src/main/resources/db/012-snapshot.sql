CREATE TABLE snapshot (
    id              TEXT    PRIMARY KEY,
    owner           TEXT    NOT NULL,
    region          TEXT    NOT NULL,
    volume_id       TEXT,                      -- what it was taken of; NULL for a copy or an upload
    size_gib        INTEGER NOT NULL,
    state           TEXT    NOT NULL,          -- pending, completed, error
    progress        INTEGER NOT NULL,          -- percent
    status_message  TEXT,                      -- why it is in error
    start_time      INTEGER NOT NULL,          -- milliseconds since 1970
    completion_time INTEGER,
    description     TEXT    NOT NULL,
    manifest        TEXT,                      -- of its blocks, once completed
    parent          TEXT,                      -- the snapshot it was written over
    length_bytes    INTEGER,                   -- of an imported disk that is not whole GiB
    CHECK ((state = 'completed') = (manifest IS NOT NULL))
) STRICT;
CREATE INDEX snapshot_by_owner ON snapshot (owner, region);
CREATE INDEX snapshot_by_manifest ON snapshot (manifest) WHERE manifest IS NOT NULL;

-- Who else may make volumes of it: an account id, or all.
CREATE TABLE snapshot_permission (
    snapshot_id TEXT NOT NULL,
    grantee     TEXT NOT NULL,
    PRIMARY KEY (snapshot_id, grantee)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_permission_by_grantee ON snapshot_permission (grantee, snapshot_id);
