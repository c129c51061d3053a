CREATE TABLE network_acl (
    id         TEXT    PRIMARY KEY,
    vpc        TEXT    NOT NULL REFERENCES vpc (id),
    account    TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    is_default INTEGER NOT NULL
) STRICT;
CREATE INDEX network_acl_of_account ON network_acl (account, region);
CREATE INDEX network_acl_of_vpc ON network_acl (vpc);
CREATE UNIQUE INDEX network_acl_default ON network_acl (vpc) WHERE is_default;

-- The entries that were made; the last one of each direction, which denies all, is nowhere, and always there.
CREATE TABLE network_acl_entry (
    acl       TEXT    NOT NULL REFERENCES network_acl (id) ON DELETE CASCADE,
    egress    INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    protocol  INTEGER NOT NULL,   -- -1 for all
    allows    INTEGER NOT NULL,
    cidr      TEXT    NOT NULL,
    from_port INTEGER,            -- of tcp and udp; of icmp the type
    to_port   INTEGER,            -- of tcp and udp; of icmp the code
    PRIMARY KEY (acl, egress, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE network_acl_association (
    id     TEXT PRIMARY KEY,
    acl    TEXT NOT NULL REFERENCES network_acl (id),
    subnet TEXT NOT NULL UNIQUE REFERENCES subnet (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX network_acl_association_of_acl ON network_acl_association (acl);

-- Networks that are there already have what new ones are made with.
INSERT INTO network_acl SELECT 'acl-' || substr(lower(hex(randomblob(9))), 1, 17), id, account, region, 1 FROM vpc;
INSERT INTO network_acl_entry SELECT id, 0, 100, -1, 1, '0.0.0.0/0', NULL, NULL FROM network_acl;
INSERT INTO network_acl_entry SELECT id, 1, 100, -1, 1, '0.0.0.0/0', NULL, NULL FROM network_acl;
INSERT INTO network_acl_association
    SELECT 'aclassoc-' || substr(lower(hex(randomblob(9))), 1, 17), a.id, s.id
    FROM subnet s JOIN network_acl a ON a.vpc = s.vpc;
