-- Spot Instance requests: here each is fulfilled at once, so that it is never without its instance.
CREATE TABLE spot_request (
    id           TEXT    PRIMARY KEY,
    instance     TEXT    NOT NULL UNIQUE REFERENCES instance (id) ON DELETE CASCADE,
    persistent   INTEGER NOT NULL,
    stops        INTEGER NOT NULL,   -- what an interruption would do: stop, or terminate
    max_price    TEXT,               -- US dollars an hour; null when nothing was said
    state        TEXT    NOT NULL,   -- active, disabled, closed, cancelled, failed
    status       TEXT    NOT NULL,
    status_time  TEXT    NOT NULL,
    create_time  TEXT    NOT NULL
) STRICT;
