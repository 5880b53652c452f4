-- What the wizard knows of a configuration. `idp` decides hints alone. `secret_id` is another text with each new client secret, so that it is
-- known whether a test was made with the one that is stored; encrypting it anew does not count.
ALTER TABLE sso_configurations ADD COLUMN idp TEXT NOT NULL DEFAULT 'other';
ALTER TABLE sso_configurations ADD COLUMN secret_id TEXT NOT NULL DEFAULT '';
-- Since when the mapping is one that somebody chose; NULL: it is the recommended one.
ALTER TABLE sso_configurations ADD COLUMN mapped_at_ms BIGINT;
ALTER TABLE sso_configurations ADD COLUMN changed_by_account_id TEXT;
UPDATE sso_configurations SET mapped_at_ms = created_at_ms;

-- Test runs. The store knows the hash of `state` alone, and what came back is encrypted: it is about a person.
CREATE TABLE sso_test_runs (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    sso_configuration_id TEXT NOT NULL,
    -- Who began it, and in which session: only there does it go on.
    account_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    -- NULL until the browser leaves for the identity provider.
    state_hash TEXT UNIQUE,
    settings_fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,
    as_someone_else BIGINT NOT NULL,
    extended BIGINT NOT NULL DEFAULT 0,
    began_at_ms BIGINT NOT NULL,
    deadline_at_ms BIGINT NOT NULL,
    result_sealed TEXT,
    request_id TEXT NOT NULL
);
CREATE INDEX sso_test_runs_by_configuration ON sso_test_runs (sso_configuration_id, began_at_ms);
CREATE INDEX sso_test_runs_by_age ON sso_test_runs (began_at_ms);

-- How people try a configuration that is not active. Either opens nothing without a sign-in at the identity provider.
CREATE TABLE sso_test_access (
    sso_configuration_id TEXT NOT NULL PRIMARY KEY,
    link_token TEXT NOT NULL UNIQUE,
    email_domain TEXT NOT NULL UNIQUE,
    settings_fingerprint TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
