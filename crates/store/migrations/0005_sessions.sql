-- An SSO session that has run out stays for a while: it opens nothing, but may be renewed at the identity provider.
ALTER TABLE sessions ADD COLUMN ended_at_ms BIGINT;
-- Since when somebody is at the identity provider to renew it; a while later it cannot be renewed any more.
ALTER TABLE sessions ADD COLUMN renewal_begun_at_ms BIGINT;
DROP INDEX sessions_by_expiry;
CREATE INDEX sessions_running_out ON sessions (signed_in_by, expires_at_ms) WHERE ended_at_ms IS NULL;
CREATE INDEX sessions_ended ON sessions (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX sessions_at_idp ON sessions (idp_issuer, idp_subject) WHERE idp_issuer IS NOT NULL;
CREATE INDEX sessions_by_sid ON sessions (idp_issuer, idp_sid) WHERE idp_sid IS NOT NULL;

-- The account whose session an attempt renews: nobody else may come back.
ALTER TABLE sign_in_attempts ADD COLUMN renews_account_id TEXT;

-- Usernames under which somebody comes back from the identity provider as another account, and has said that this is right.
CREATE TABLE username_aliases (
    username_key TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    confirmed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (username_key, account_id)
);

-- Logout tokens that came, as long as they could come again (`jti`, SHA-256).
CREATE TABLE logout_tokens (
    issuer TEXT NOT NULL,
    jti_hash TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (issuer, jti_hash)
);
CREATE INDEX logout_tokens_by_expiry ON logout_tokens (expires_at_ms);
