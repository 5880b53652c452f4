-- Keys with which the platform proves to companies' identity providers who it is (private_key_jwt): the one that new configurations begin with.
-- Each configuration holds the key that it uses in the place of its client secret, so that it is replaced as a client secret is.
CREATE TABLE client_keys (
    company_id TEXT NOT NULL PRIMARY KEY REFERENCES companies (id),
    -- Both private halves, with what everybody may see of them; encrypted.
    key_sealed TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL
);
