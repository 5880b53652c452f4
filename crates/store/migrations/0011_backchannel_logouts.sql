-- Apps that are to be told that a session is over (OpenID Connect Back-Channel Logout 1.0): queued in the transaction that ends
-- it, sent later. What is told is made when it is sent, so nothing here is a secret.
CREATE TABLE backchannel_logouts (
    session_id TEXT NOT NULL,
    environment_id TEXT NOT NULL REFERENCES app_environments (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at_ms BIGINT NOT NULL,
    -- Also the lease: whoever sends it moves this on first.
    next_try_at_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    expires_at_ms BIGINT NOT NULL,
    -- In words of ours.
    last_error TEXT,
    PRIMARY KEY (session_id, environment_id)
);
CREATE INDEX backchannel_logouts_due ON backchannel_logouts (environment_id, next_try_at_ms);
CREATE INDEX backchannel_logouts_by_expiry ON backchannel_logouts (expires_at_ms);
