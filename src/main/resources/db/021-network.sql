CREATE TABLE vpc (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    cidr    TEXT NOT NULL,
    UNIQUE (account, region)
) STRICT;

CREATE TABLE subnet (
    id           TEXT    PRIMARY KEY,
    vpc          TEXT    NOT NULL REFERENCES vpc (id),
    account      TEXT    NOT NULL,
    region       TEXT    NOT NULL,
    zone         TEXT    NOT NULL,
    cidr         TEXT    NOT NULL,
    next_address INTEGER NOT NULL,   -- where the search for a free address goes on, counted from the first
    UNIQUE (vpc, zone)
) STRICT;

CREATE TABLE security_group (
    id          TEXT PRIMARY KEY,
    vpc         TEXT NOT NULL REFERENCES vpc (id),
    account     TEXT NOT NULL,
    region      TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (vpc, name)
) STRICT;

CREATE TABLE security_group_rule (
    id           TEXT    PRIMARY KEY,
    "group"      TEXT    NOT NULL REFERENCES security_group (id) ON DELETE CASCADE,
    direction    TEXT    NOT NULL,   -- ingress, egress
    protocol     TEXT    NOT NULL,   -- tcp, udp, icmp, icmpv6, -1, or a number
    from_port    INTEGER,
    to_port      INTEGER,
    cidr         TEXT,               -- one of cidr, cidr_ipv6 and peer_group is there
    cidr_ipv6    TEXT,
    peer_group   TEXT    REFERENCES security_group (id),
    peer_account TEXT,
    description  TEXT
) STRICT;
CREATE INDEX security_group_rule_of_group ON security_group_rule ("group");
CREATE INDEX security_group_rule_of_peer ON security_group_rule (peer_group) WHERE peer_group IS NOT NULL;

CREATE TABLE network_interface (
    id                TEXT    PRIMARY KEY,
    account           TEXT    NOT NULL,
    region            TEXT    NOT NULL,
    vpc               TEXT    NOT NULL REFERENCES vpc (id),
    subnet            TEXT    NOT NULL REFERENCES subnet (id),
    zone              TEXT    NOT NULL,
    instance          TEXT    NOT NULL UNIQUE,
    attachment_id     TEXT    NOT NULL,
    mac               TEXT    NOT NULL,
    private_address   TEXT    NOT NULL,
    public_address    TEXT    UNIQUE,
    wants_public      INTEGER NOT NULL,
    source_dest_check INTEGER NOT NULL,
    description       TEXT    NOT NULL,
    attach_time       TEXT    NOT NULL,
    UNIQUE (vpc, mac),
    UNIQUE (vpc, private_address)
) STRICT;

CREATE TABLE network_interface_group (
    interface TEXT    NOT NULL REFERENCES network_interface (id) ON DELETE CASCADE,
    "group"   TEXT    NOT NULL REFERENCES security_group (id),
    position  INTEGER NOT NULL,
    PRIMARY KEY (interface, "group")
) STRICT, WITHOUT ROWID;
CREATE INDEX network_interface_of_group ON network_interface_group ("group");

-- Where the search for an unused public address goes on, counted from 127.0.0.0: an address comes again only when all
-- others had their turn. It begins anywhere from 127.1.0.0 on, in steps of 65,536, so that two services on one host,
-- which know nothing of each other, do not both want the same.
CREATE TABLE public_address (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    next     INTEGER NOT NULL
) STRICT;
INSERT INTO public_address VALUES (1, 65536 * (1 + abs(random() % 254)));
