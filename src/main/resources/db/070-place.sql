-- Groups of local and wavelength zones that an account may use in a region: it asked for them.
CREATE TABLE zone_group_opt_in (
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    group_name TEXT NOT NULL,
    PRIMARY KEY (account, region, group_name)
) STRICT, WITHOUT ROWID;

-- What is on an Outpost, by its id: volumes, snapshots and instances. What is not there is in the region.
CREATE TABLE on_outpost (
    resource TEXT PRIMARY KEY,
    outpost  TEXT NOT NULL      -- its ARN
) STRICT, WITHOUT ROWID;
