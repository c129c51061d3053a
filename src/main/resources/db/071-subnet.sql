-- More than one subnet in a zone, and subnets on Outposts. What refers to subnets waits for the end of this transaction.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE old_subnet AS SELECT * FROM subnet;
DROP TABLE subnet;
CREATE TABLE subnet (
    id           TEXT    PRIMARY KEY,
    vpc          TEXT    NOT NULL REFERENCES vpc (id),
    account      TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    zone         TEXT    NOT NULL,
    outpost      TEXT,               -- the ARN of the Outpost that it is on
    cidr         TEXT    NOT NULL,
    next_address INTEGER NOT NULL,   -- where the search for a free address goes on, counted from the first
    is_default   INTEGER NOT NULL,   -- launches that name none are in it
    map_public   INTEGER NOT NULL,   -- whether servers in it have a public address where nothing is said
    UNIQUE (vpc, cidr)
) STRICT;
INSERT INTO subnet SELECT id, vpc, account, region, zone, NULL, cidr, next_address, 1, 1 FROM old_subnet;
DROP TABLE old_subnet;
CREATE UNIQUE INDEX subnet_default ON subnet (vpc, zone) WHERE is_default;
