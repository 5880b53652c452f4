-- Links that open something once: by their SHA-256, so that whoever reads the database cannot use them.
CREATE TABLE mailed_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    -- Tells links apart in addresses and forms; opens nothing.
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- To whom it went, as the address was spelled, and as accounts are found by it. Empty for a link that was printed.
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    -- What else its kind has to remember, JSON.
    payload TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    replaced_at_ms BIGINT
);
CREATE INDEX mailed_links_by_account ON mailed_links (account_id, kind);
CREATE INDEX mailed_links_by_address ON mailed_links (address_key, kind);
CREATE INDEX mailed_links_by_expiry ON mailed_links (expires_at_ms);

-- Somebody asked for a link. Who it is, and whether there will be a mail, is decided after the answer was given, so that the
-- answer cannot tell.
CREATE TABLE link_requests (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    client_address TEXT NOT NULL,
    request_id TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- The company of the accounts whose domain no company has proven. Its slug is none that a company may have.
INSERT INTO companies (id, slug, name, created_at_ms) VALUES ('00000000-0000-0000-0000-000000000000', '-', '', 0);
