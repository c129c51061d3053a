-- In the order in which instances are listed: those of one launch side by side.
DROP INDEX instance_by_owner;
CREATE INDEX instance_by_owner ON instance (owner, region, reservation, id);
