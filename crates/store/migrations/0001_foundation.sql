-- One schema for SQLite and PostgreSQL: TEXT and BIGINT only (booleans are 0 and 1), times in milliseconds since the
-- Unix epoch, tokens as the hexadecimal SHA-256 of what the browser holds.

CREATE TABLE companies (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE email_domains (
    domain TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    proven_at_ms BIGINT
);
CREATE INDEX email_domains_by_company ON email_domains (company_id);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    email_domain TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    password_hash TEXT,
    company_admin BIGINT NOT NULL DEFAULT 0,
    deactivated_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX accounts_by_domain ON accounts (email_domain, id);

CREATE TABLE sso_configurations (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    name TEXT NOT NULL,
    endpoint_url TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret_sealed TEXT NOT NULL,
    client_auth_method TEXT,
    scopes TEXT NOT NULL,
    claim_mapping TEXT NOT NULL,
    active BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    UNIQUE (company_id, name)
);
-- The database itself holds that at most one is active per company.
CREATE UNIQUE INDEX sso_configurations_one_active ON sso_configurations (company_id) WHERE active = 1;

CREATE TABLE account_links (
    company_id TEXT NOT NULL REFERENCES companies (id),
    issuer TEXT NOT NULL,
    foreign_id_claim TEXT NOT NULL,
    foreign_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    linked_at_ms BIGINT NOT NULL,
    PRIMARY KEY (company_id, issuer, foreign_id_claim, foreign_id),
    UNIQUE (account_id, issuer, foreign_id_claim)
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    signed_in_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    last_seen_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    ends_at_ms BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    client_address TEXT NOT NULL,
    idp_issuer TEXT,
    idp_subject TEXT,
    idp_sid TEXT
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);

CREATE TABLE sign_in_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    state_hash TEXT NOT NULL UNIQUE,
    browser_hash TEXT NOT NULL,
    company_id TEXT NOT NULL REFERENCES companies (id),
    sso_configuration_id TEXT NOT NULL,
    -- Which settings the person left with; an answer to others is not taken.
    settings_fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,
    username TEXT NOT NULL,
    return_to TEXT,
    request_id TEXT NOT NULL,
    -- The checked identity (JSON) while its owner is being onboarded.
    identity TEXT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (created_at_ms);

-- A row per scope, to lock; a row per attempt, to count.
CREATE TABLE throttle_scopes (
    scope TEXT NOT NULL PRIMARY KEY,
    last_attempt_at_ms BIGINT NOT NULL
);
CREATE INDEX throttle_scopes_by_age ON throttle_scopes (last_attempt_at_ms);
CREATE TABLE throttle_attempts (
    attempt_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (scope, at_ms, attempt_id)
);
CREATE INDEX throttle_attempts_by_attempt ON throttle_attempts (attempt_id);
CREATE INDEX throttle_attempts_by_age ON throttle_attempts (at_ms);

CREATE TABLE audit_events (
    id TEXT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    action TEXT NOT NULL,
    company_id TEXT,
    actor_account_id TEXT,
    subject TEXT,
    detail TEXT NOT NULL,
    client_address TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_events_by_company ON audit_events (company_id, at_ms);

CREATE TABLE password_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    status TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    last_account_id TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT
);
CREATE INDEX password_jobs_by_status ON password_jobs (status);

CREATE TABLE apps (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE app_team_members (
    app_id TEXT NOT NULL REFERENCES apps (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (app_id, account_id)
);

CREATE TABLE app_environments (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE,
    -- SHA-256; NULL for a public client.
    client_secret_hash TEXT,
    -- The rest of the registration (redirect addresses, roles, algorithms), JSON.
    registration TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (app_id, name)
);

CREATE TABLE access_grants (
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- Names of roles, JSON.
    roles TEXT NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (environment_id, account_id)
);
CREATE INDEX access_grants_by_account ON access_grants (account_id);
