-- Work that goes on by itself, of all kinds: queued in the transaction of what causes it, done later by any node.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- How many jobs run at once is limited by kind and target, e.g. the app that is notified. Empty: the kind has one target.
    target TEXT NOT NULL,
    -- What the log and the command line call it; no secret.
    label TEXT NOT NULL,
    -- Of two jobs of a kind with one key only the first is queued, as long as it is there.
    idempotency_key TEXT,
    -- JSON. Where `is_sealed` is 1, encrypted for `{kind}:{id}`.
    payload TEXT NOT NULL,
    is_sealed BIGINT NOT NULL DEFAULT 0,
    -- How far a long job is (JSON).
    progress TEXT,
    created_at_ms BIGINT NOT NULL,
    -- The earliest time of the next attempt.
    run_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- The node that runs it, and until when it is that node's alone; 0: nobody runs it.
    lease_holder TEXT,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    -- When it is given up; NULL: never.
    expires_at_ms BIGINT,
    -- In words of ours: another server's answer may repeat an address.
    last_error TEXT,
    UNIQUE (kind, idempotency_key)
);
CREATE INDEX jobs_due ON jobs (kind, target, attempts, run_at_ms, lease_until_ms);
CREATE INDEX jobs_by_expiry ON jobs (kind, expires_at_ms);

-- Kinds of which an operator lets no job begin.
CREATE TABLE paused_job_kinds (
    kind TEXT NOT NULL PRIMARY KEY,
    paused_at_ms BIGINT NOT NULL
);

-- Apps that wait to be notified of a logout. Identifiers are ours and need no escaping in JSON.
INSERT INTO jobs (id, kind, target, label, idempotency_key, payload, created_at_ms, run_at_ms, attempts, expires_at_ms, last_error)
    SELECT l.session_id || '.' || l.environment_id, 'app_logout', l.environment_id, e.client_id, l.session_id || '.' || l.environment_id,
           '{"session_id":"' || l.session_id || '","account_id":"' || l.account_id || '"}',
           l.created_at_ms, l.next_try_at_ms, l.tries, l.expires_at_ms, l.last_error
    FROM backchannel_logouts l JOIN app_environments e ON e.id = l.environment_id;
DROP TABLE backchannel_logouts;
