-- Addresses that accounts had before, so that whoever changed the address is found by the former one.
CREATE TABLE former_addresses (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    email_domain TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, email_key)
);
CREATE INDEX former_addresses_by_address ON former_addresses (email_key);
