-- In the order in which volumes are listed.
DROP INDEX volume_by_owner;
CREATE INDEX volume_by_owner ON volume (owner, region, id);
