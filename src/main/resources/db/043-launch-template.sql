CREATE TABLE launch_template (
    id              TEXT    PRIMARY KEY,
    owner           TEXT    NOT NULL,
    region          TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    create_time     INTEGER NOT NULL,   -- milliseconds since 1970
    default_version INTEGER NOT NULL,
    last_number     INTEGER NOT NULL,   -- that a version was given, also when it is deleted
    UNIQUE (owner, region, name)
) STRICT;

CREATE TABLE launch_template_version (
    template    TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    description TEXT,
    create_time INTEGER NOT NULL,
    image       TEXT,                   -- as it was given: an id, or no id at all
    data        TEXT    NOT NULL,       -- JSON: members of launch template data
    PRIMARY KEY (template, number)
) STRICT, WITHOUT ROWID;
