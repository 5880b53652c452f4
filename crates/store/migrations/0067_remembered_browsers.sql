-- Browsers in which somebody showed the second factor and asked not to be asked for it again for a while. Hashes alone: whoever reads this
-- table opens nothing, and whoever has the token still needs the password.
CREATE TABLE remembered_browsers (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- SHA-256 of the token in the browser's cookie.
    token_hash TEXT NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    client_address TEXT NOT NULL,
    remembered_at_ms BIGINT NOT NULL,
    -- When the second step was skipped last; NULL: never.
    last_used_at_ms BIGINT,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX remembered_browsers_by_account ON remembered_browsers (account_id, remembered_at_ms);
CREATE INDEX remembered_browsers_by_end ON remembered_browsers (expires_at_ms);
