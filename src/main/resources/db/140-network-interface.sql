-- Interfaces that are there without an instance, or outlive it. What refers to them is put back after they are made anew.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE old_interface AS SELECT * FROM network_interface;
CREATE TABLE old_interface_group AS SELECT * FROM network_interface_group;
CREATE TABLE old_association AS SELECT * FROM elastic_association;
DROP TABLE network_interface;
CREATE TABLE network_interface (
    id                    TEXT    PRIMARY KEY,
    account               TEXT    NOT NULL,
    region                TEXT    NOT NULL,
    vpc                   TEXT    NOT NULL REFERENCES vpc (id),
    subnet                TEXT    NOT NULL REFERENCES subnet (id),
    zone                  TEXT    NOT NULL,
    instance              TEXT    UNIQUE,    -- null while it is attached to none, as are the next and attach_time
    attachment_id         TEXT,
    mac                   TEXT    NOT NULL,
    private_address       TEXT    NOT NULL,
    public_address        TEXT    UNIQUE,
    wants_public          INTEGER NOT NULL,
    source_dest_check     INTEGER NOT NULL,
    description           TEXT    NOT NULL,
    attach_time           TEXT,
    delete_on_termination INTEGER NOT NULL,
    UNIQUE (vpc, mac),
    UNIQUE (vpc, private_address)
) STRICT;
INSERT INTO network_interface SELECT *, 1 FROM old_interface;
INSERT OR IGNORE INTO network_interface_group SELECT * FROM old_interface_group;
INSERT OR IGNORE INTO elastic_association SELECT * FROM old_association;
DROP TABLE old_interface;
DROP TABLE old_interface_group;
DROP TABLE old_association;
