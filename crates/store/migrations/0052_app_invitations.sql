-- Invitations by mail into environments of apps, one for each address: whoever is invited again gets a new link in the place of the one
-- before. The store knows the hash of the link's token alone.
CREATE TABLE app_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- Names of roles, JSON, as in access_grants.
    roles TEXT NOT NULL,
    invited_by_account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    sent_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    accepted_at_ms BIGINT,
    accepted_by_account_id TEXT REFERENCES accounts (id),
    withdrawn_at_ms BIGINT,
    -- A mail server refused the mail for good.
    bounced_at_ms BIGINT,
    UNIQUE (environment_id, email_key)
);
CREATE INDEX app_invitations_by_expiry ON app_invitations (expires_at_ms);
