-- Access tokens carry what they say. Only those that were taken back before their end are written down.
DROP TABLE access_tokens;

CREATE TABLE revoked_access_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX revoked_access_tokens_by_expiry ON revoked_access_tokens (expires_at_ms);
