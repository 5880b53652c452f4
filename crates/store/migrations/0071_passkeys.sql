-- Passkeys (Web Authentication): public keys alone, so that nothing here has to be sealed.
CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The authenticator's name for it, base64url.
    credential_id TEXT NOT NULL UNIQUE,
    -- What the authenticator knows the account by, base64url; the same for all passkeys of an account.
    user_handle TEXT NOT NULL,
    -- SubjectPublicKeyInfo, base64url, and its COSE algorithm.
    public_key TEXT NOT NULL,
    algorithm BIGINT NOT NULL,
    sign_count BIGINT NOT NULL,
    -- 1: may be copied to other devices, and was.
    backup_eligible BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    -- Ways to the authenticator, with a space between them.
    transports TEXT NOT NULL,
    name TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    last_used_at_ms BIGINT,
    -- 1: signs in without the password. 0 since the password was set or taken away: the next time it comes behind the password.
    opens_alone BIGINT NOT NULL
);
CREATE INDEX passkeys_by_account ON passkeys (account_id, added_at_ms);
-- Challenges that were answered: each works once. They say themselves when they were made, and for what.
CREATE TABLE used_passkey_challenges (
    challenge_hash TEXT NOT NULL PRIMARY KEY,
    used_at_ms BIGINT NOT NULL
);
CREATE INDEX used_passkey_challenges_by_time ON used_passkey_challenges (used_at_ms);
