-- What scripts of people use in the place of a password. Of a token's value there is its SHA-256 alone.
CREATE TABLE personal_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The owner's company when it was made. Tokens end when an account comes into another.
    company_id TEXT NOT NULL REFERENCES companies (id),
    token_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- What the name is sorted and searched by, and the owner's address.
    name_key TEXT NOT NULL,
    owner_key TEXT NOT NULL,
    -- Parted by spaces.
    scopes TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    -- To the hour.
    last_used_at_ms BIGINT,
    revoked_at_ms BIGINT
);
CREATE INDEX personal_tokens_of_account ON personal_tokens (account_id);
CREATE INDEX personal_tokens_by_name ON personal_tokens (company_id, name_key COLLATE "C", id COLLATE "C") WHERE revoked_at_ms IS NULL;
CREATE INDEX personal_tokens_by_owner ON personal_tokens (company_id, owner_key COLLATE "C", id COLLATE "C") WHERE revoked_at_ms IS NULL;
CREATE INDEX personal_tokens_by_end ON personal_tokens (expires_at_ms);
CREATE INDEX personal_tokens_revoked ON personal_tokens (revoked_at_ms) WHERE revoked_at_ms IS NOT NULL;

-- Who last opened a repository with the account's password, and when, to the hour: scripts that stop when SSO is activated.
CREATE TABLE repository_passwords (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    used_at_ms BIGINT NOT NULL
);

-- Since when the company has had an active SSO configuration, whichever.
ALTER TABLE companies ADD COLUMN sso_since_ms BIGINT;
UPDATE companies SET sso_since_ms =
    (SELECT MAX(c.updated_at_ms) FROM sso_configurations c WHERE c.company_id = companies.id AND c.active = 1);
