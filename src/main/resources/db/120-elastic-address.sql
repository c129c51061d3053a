-- Public addresses that accounts keep, and the interfaces that they are associated with. An interface's own row has its
-- public address, of whichever kind; an association goes with its interface.
CREATE TABLE elastic_address (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    border  TEXT NOT NULL,          -- the network border group
    address TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX elastic_address_of_account ON elastic_address (account, region);

CREATE TABLE elastic_association (
    id         TEXT PRIMARY KEY,
    allocation TEXT NOT NULL UNIQUE REFERENCES elastic_address (id),
    interface  TEXT NOT NULL UNIQUE REFERENCES network_interface (id) ON DELETE CASCADE
) STRICT;
