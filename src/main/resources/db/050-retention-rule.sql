-- The retention rules of the Recycle Bin: what an account keeps for a while when it is deleted.
CREATE TABLE retention_rule (
    id                TEXT    PRIMARY KEY,
    account           TEXT    NOT NULL,
    region            TEXT    NOT NULL,
    kind              TEXT    NOT NULL,        -- EBS_SNAPSHOT, EC2_IMAGE
    retention_days    INTEGER NOT NULL,
    description       TEXT    NOT NULL,
    lock_state        TEXT,                    -- locked, unlocked; NULL: it was never locked
    unlock_delay_days INTEGER,
    unlock_end        INTEGER                  -- of an unlocked one, when it may be changed: milliseconds since 1970
) STRICT;
CREATE INDEX retention_rule_by_account ON retention_rule (account, region);

CREATE TABLE retention_rule_tag (
    rule_id  TEXT    NOT NULL,
    role     TEXT    NOT NULL,                 -- resource: what has it is kept; excluded: what has it is not; own
    position INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    PRIMARY KEY (rule_id, role, position)
) STRICT, WITHOUT ROWID;
