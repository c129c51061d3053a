-- Any number of networks of an account in a region, one of them at most the default one. What refers to networks waits
-- for the end of this transaction.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE old_vpc AS SELECT * FROM vpc;
DROP TABLE vpc;
CREATE TABLE vpc (
    id            TEXT    PRIMARY KEY,
    account       TEXT    NOT NULL,
    region        TEXT    NOT NULL,
    cidr          TEXT    NOT NULL,
    is_default    INTEGER NOT NULL,
    dns_support   INTEGER NOT NULL,   -- whether the resolver at the third address of each subnet answers
    dns_hostnames INTEGER NOT NULL,   -- whether public addresses are told as names, too
    usage_metrics INTEGER NOT NULL
) STRICT;
INSERT INTO vpc SELECT id, account, region, cidr, 1, 1, 1, 0 FROM old_vpc;
DROP TABLE old_vpc;
CREATE INDEX vpc_of_account ON vpc (account, region);
CREATE UNIQUE INDEX vpc_default ON vpc (account, region) WHERE is_default;

-- Where an account was given a default network: once. One that it deleted comes again only when it asks for it.
CREATE TABLE default_network (
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;
INSERT INTO default_network SELECT account, region FROM vpc;
