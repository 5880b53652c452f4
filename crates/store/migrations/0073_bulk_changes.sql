-- Changes of many people's access to an environment at once, which a job does: one at a time for each environment.
CREATE TABLE bulk_changes (
    id TEXT NOT NULL PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    -- Who began it, and answers for it.
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- What is done to everybody, JSON.
    act TEXT NOT NULL,
    -- People in all: those who were selected when it began.
    total BIGINT NOT NULL,
    -- What became of how many, JSON.
    counts TEXT NOT NULL,
    -- The job that works on it, or did.
    job_id TEXT NOT NULL,
    began_at_ms BIGINT NOT NULL,
    -- NULL while it goes on.
    ended_at_ms BIGINT,
    -- Since when it is taken back; NULL: nobody has asked for that.
    undo_began_at_ms BIGINT
);
CREATE UNIQUE INDEX bulk_changes_going_on ON bulk_changes (environment_id) WHERE ended_at_ms IS NULL;
CREATE INDEX bulk_changes_by_age ON bulk_changes (environment_id, began_at_ms);

-- The people of such a change, as they were selected, and what became of each.
CREATE TABLE bulk_change_people (
    change_id TEXT NOT NULL REFERENCES bulk_changes (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    -- Roles given directly, JSON; NULL: there was or is no direct access.
    roles_before TEXT,
    roles_after TEXT,
    PRIMARY KEY (change_id, account_id)
);

-- Whose direct access ends in this very transaction; empty outside of one.
CREATE TABLE bulk_change_leavers (
    change_id TEXT NOT NULL REFERENCES bulk_changes (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (change_id, account_id)
);
