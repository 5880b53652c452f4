-- Links by which somebody without an account sets SSO up for a company. The store knows hashes alone: of the link's token, and of the secret of
-- the one browser in which the set-up was begun.
CREATE TABLE sso_set_up_links (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    made_by_account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash TEXT NOT NULL UNIQUE,
    guest_hash TEXT UNIQUE,
    made_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    begun_at_ms BIGINT,
    revoked_at_ms BIGINT
);
CREATE INDEX sso_set_up_links_by_company ON sso_set_up_links (company_id, made_at_ms);
CREATE INDEX sso_set_up_links_by_expiry ON sso_set_up_links (expires_at_ms);
