-- One row for each run of a workflow that has not ended well; a run that ends well is deleted.
CREATE TABLE workflow_run (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT    NOT NULL,
    arguments     TEXT    NOT NULL,              -- JSON
    state         TEXT    NOT NULL,              -- running, undone, stuck
    direction     TEXT    NOT NULL,              -- forward, backward
    step          INTEGER NOT NULL,              -- the step to do (forward) or to undo (backward) next
    generation    INTEGER NOT NULL,              -- of the engine that drives it; another's updates find no row
    lock          TEXT,                          -- what it must own alone while it runs; NULL when nothing, or no more
    cancelled     TEXT,                          -- why it was asked to give up
    error_code    TEXT,
    error_message TEXT,
    submitted_at  TEXT    NOT NULL,
    updated_at    TEXT    NOT NULL
) STRICT;
CREATE INDEX workflow_run_by_state ON workflow_run (state, id);
CREATE INDEX workflow_run_by_lock ON workflow_run (lock, id) WHERE lock IS NOT NULL;

CREATE TABLE workflow_engine (
    only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
    generation INTEGER NOT NULL
) STRICT;
INSERT INTO workflow_engine VALUES (1, 0);
