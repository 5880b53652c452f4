-- Recovery codes of a company: with one of them and a mailed link an admin gets in past an identity provider that lets nobody in. The store
-- knows hashes alone. Making new ones deletes those of before; one that was used stays, so that it can be said how many are left.
CREATE TABLE recovery_codes (
    code_hash TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    made_by_account_id TEXT NOT NULL REFERENCES accounts (id),
    made_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    used_by_account_id TEXT REFERENCES accounts (id)
);
CREATE INDEX recovery_codes_by_company ON recovery_codes (company_id);
