-- Latchkey as OpenID provider. Times in milliseconds since the Unix epoch; codes and tokens as the hexadecimal SHA-256 of what
-- the app holds.

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    -- 0, 1, 2 … per algorithm: two servers that make the next key at the same moment make one.
    generation BIGINT NOT NULL,
    -- PKCS #8, base64, sealed for `signing_key:{kid}`.
    private_key_sealed TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    signs_from_ms BIGINT NOT NULL,
    UNIQUE (algorithm, generation)
);

CREATE TABLE authorization_requests (
    id TEXT NOT NULL PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    status TEXT NOT NULL,
    -- What the app asked for, JSON.
    parameters TEXT NOT NULL,
    -- Who was shown the consent page last.
    account_id TEXT REFERENCES accounts (id),
    code_hash TEXT UNIQUE,
    code_issued_at_ms BIGINT,
    -- The session that the code speaks of.
    session_id TEXT,
    signed_in_by TEXT,
    signed_in_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX authorization_requests_by_age ON authorization_requests (created_at_ms);

CREATE TABLE consents (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    -- Scopes, separated by spaces: agreed to, and left out although offered.
    granted TEXT NOT NULL,
    declined TEXT NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    last_used_at_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, environment_id)
);
CREATE INDEX consents_by_environment ON consents (environment_id);

-- What one authorization gave: all its tokens live and die together.
CREATE TABLE token_families (
    id TEXT NOT NULL PRIMARY KEY,
    authorization_request_id TEXT NOT NULL UNIQUE,
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    session_id TEXT NOT NULL,
    signed_in_by TEXT NOT NULL,
    signed_in_at_ms BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    -- 1: outlives the session (`offline_access`).
    offline BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    ends_at_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT
);
CREATE INDEX token_families_by_account ON token_families (account_id, environment_id);
CREATE INDEX token_families_by_session ON token_families (session_id);
CREATE INDEX token_families_by_end ON token_families (ends_at_ms);

CREATE TABLE access_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES token_families (id),
    scopes TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX access_tokens_by_family ON access_tokens (family_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at_ms);

CREATE TABLE refresh_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    family_id TEXT NOT NULL REFERENCES token_families (id),
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);
