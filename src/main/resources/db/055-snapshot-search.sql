-- Snapshots are listed in the order of their numbers: that of their making.
ALTER TABLE snapshot ADD COLUMN number INTEGER;
UPDATE snapshot SET number = rowid;
CREATE UNIQUE INDEX snapshot_by_number ON snapshot (number);
DROP INDEX snapshot_by_owner;
CREATE INDEX snapshot_by_owner ON snapshot (owner, region, number);
CREATE INDEX snapshot_by_volume ON snapshot (volume_id) WHERE volume_id IS NOT NULL;

-- The snapshot's own, for the order.
ALTER TABLE snapshot_permission ADD COLUMN region TEXT;
ALTER TABLE snapshot_permission ADD COLUMN number INTEGER;
UPDATE snapshot_permission SET (region, number) =
    (SELECT snapshot.region, snapshot.number FROM snapshot WHERE snapshot.id = snapshot_id);
DROP INDEX snapshot_permission_by_grantee;
CREATE INDEX snapshot_permission_by_grantee ON snapshot_permission (grantee, region, number);
