CREATE TABLE internet_gateway (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    vpc     TEXT UNIQUE REFERENCES vpc (id)   -- which it is attached to; null when it is to none
) STRICT;
CREATE INDEX internet_gateway_of_account ON internet_gateway (account, region);

CREATE TABLE route_table (
    id      TEXT PRIMARY KEY,
    vpc     TEXT NOT NULL REFERENCES vpc (id),
    account TEXT NOT NULL,
    region  TEXT NOT NULL
) STRICT;
CREATE INDEX route_table_of_account ON route_table (account, region);
CREATE INDEX route_table_of_vpc ON route_table (vpc);

-- The routes that were made; the one to the network itself is nowhere, and always there.
CREATE TABLE route (
    route_table TEXT NOT NULL REFERENCES route_table (id) ON DELETE CASCADE,
    destination TEXT NOT NULL,
    gateway     TEXT NOT NULL,                -- an internet gateway, which may be gone
    PRIMARY KEY (route_table, destination)
) STRICT, WITHOUT ROWID;

CREATE TABLE route_table_association (
    id          TEXT PRIMARY KEY,
    route_table TEXT NOT NULL REFERENCES route_table (id),
    vpc         TEXT NOT NULL REFERENCES vpc (id),
    subnet      TEXT UNIQUE REFERENCES subnet (id) ON DELETE CASCADE   -- null: it is the main one
) STRICT;
CREATE INDEX route_table_association_of_table ON route_table_association (route_table);
CREATE UNIQUE INDEX route_table_association_main ON route_table_association (vpc) WHERE subnet IS NULL;

-- Networks that are there already have what new ones are made with; default ones have a way to the internet.
INSERT INTO internet_gateway
    SELECT 'igw-' || substr(lower(hex(randomblob(9))), 1, 17), account, region, id FROM vpc WHERE is_default;
INSERT INTO route_table SELECT 'rtb-' || substr(lower(hex(randomblob(9))), 1, 17), id, account, region FROM vpc;
INSERT INTO route_table_association
    SELECT 'rtbassoc-' || substr(lower(hex(randomblob(9))), 1, 17), id, vpc, NULL FROM route_table;
INSERT INTO route
    SELECT t.id, '0.0.0.0/0', g.id FROM route_table t JOIN internet_gateway g ON g.vpc = t.vpc;
