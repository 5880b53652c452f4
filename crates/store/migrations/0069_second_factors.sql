-- The app with codes (TOTP, RFC 6238) that an account has as its second factor.
CREATE TABLE totp_factors (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    secret_sealed TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    -- The time step of the code that was used last: a code works once, and none that is older than it.
    last_step BIGINT NOT NULL,
    last_used_at_ms BIGINT NOT NULL
);
-- A secret that was shown and is not confirmed by a code yet. It opens nothing.
CREATE TABLE totp_enrolments (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    secret_sealed TEXT NOT NULL,
    begun_at_ms BIGINT NOT NULL
);
-- Codes of a person for the day on which the second factor is not at hand. Hashes alone; all of one making. One that was used stays, so
-- that it can be said how many are left.
CREATE TABLE account_recovery_codes (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    PRIMARY KEY (account_id, code_hash)
);
-- Whose password was right, and who still owes the second step.
CREATE TABLE second_steps (
    id TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the secret in the browser's cookie.
    browser_hash TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- SHA-256 of the password's hash: with another password, the first step has to be done anew.
    credential_hash TEXT NOT NULL,
    return_to TEXT,
    -- The session that an app wants more of; NULL: a session begins.
    session_id TEXT,
    begun_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
);
CREATE INDEX second_steps_by_begin ON second_steps (begun_at_ms);
-- What was asked for beside the password, and with it what apps are told (`amr`, `acr`). NULL: nothing.
ALTER TABLE sessions ADD COLUMN second_factor TEXT;
ALTER TABLE authorization_requests ADD COLUMN second_factor TEXT;
ALTER TABLE token_families ADD COLUMN second_factor TEXT;
