-- Who asks for access to an environment: one request for each person, made anew whenever the person asks again.
CREATE TABLE access_requests (
    id TEXT NOT NULL PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES app_environments (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    asked_at_ms BIGINT NOT NULL,
    -- When it was accepted or declined; none while it waits.
    decided_at_ms BIGINT,
    UNIQUE (environment_id, account_id)
);
CREATE INDEX access_requests_by_age ON access_requests (asked_at_ms);
