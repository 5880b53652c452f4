-- Second accounts behind one identity: whoever signs in with it chooses. Accounts of one company alone, and of one identity at most five with the one that
-- it is linked to: the database itself holds that.
CREATE UNIQUE INDEX accounts_of_company ON accounts (id, company_id);
CREATE TABLE second_accounts (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL,
    issuer TEXT NOT NULL,
    foreign_id_claim TEXT NOT NULL,
    foreign_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    slot BIGINT NOT NULL CHECK (slot BETWEEN 1 AND 4),
    attached_by TEXT REFERENCES accounts (id) ON DELETE SET NULL,
    -- When an admin asked for it. Called as all lists in the order of time call it.
    at_ms BIGINT NOT NULL,
    -- When the account's owner agreed; until then it opens nothing.
    confirmed_at_ms BIGINT,
    UNIQUE (company_id, issuer, foreign_id_claim, foreign_id, slot),
    UNIQUE (account_id, issuer, foreign_id_claim),
    FOREIGN KEY (account_id, company_id) REFERENCES accounts (id, company_id) ON DELETE CASCADE,
    -- Where the identity loses the account that it is linked to, it loses these.
    FOREIGN KEY (company_id, issuer, foreign_id_claim, foreign_id)
        REFERENCES account_links (company_id, issuer, foreign_id_claim, foreign_id) ON DELETE CASCADE
);
CREATE INDEX second_accounts_of_company ON second_accounts (company_id, at_ms, id);
CREATE INDEX second_accounts_by_admin ON second_accounts (attached_by);
