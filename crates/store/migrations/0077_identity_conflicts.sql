-- Sign-ins in which the identity provider and the accounts of a company did not agree on who somebody is. One row for the same two sides: what is seen
-- again is counted.
CREATE TABLE identity_conflicts (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    kind TEXT NOT NULL,
    -- Hash of all that tells two conflicts of a kind apart.
    sides_hash TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    other_account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    foreign_id_claim TEXT NOT NULL,
    foreign_id TEXT NOT NULL,
    -- The address that the identity provider sent, and its key for searches.
    address TEXT NOT NULL,
    address_key TEXT NOT NULL,
    address_denied BIGINT NOT NULL,
    -- The address that was typed, where another account came back.
    typed TEXT,
    first_seen_at_ms BIGINT NOT NULL,
    -- When it was seen last. Called as all lists in the order of time call it.
    at_ms BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- 1: decided for something that must not be seen again.
    opens_again BIGINT NOT NULL DEFAULT 0,
    choice TEXT,
    -- What the decision did, JSON, until it is taken back.
    effects TEXT,
    decided_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    decided_at_ms BIGINT,
    UNIQUE (company_id, kind, sides_hash)
);
CREATE INDEX identity_conflicts_of_company ON identity_conflicts (company_id, at_ms, id);
CREATE INDEX identity_conflicts_of_address ON identity_conflicts (company_id, address_key);
CREATE INDEX identity_conflicts_of_account ON identity_conflicts (account_id);
CREATE INDEX identity_conflicts_of_other_account ON identity_conflicts (other_account_id);
CREATE INDEX identity_conflicts_of_decider ON identity_conflicts (decided_by);
