-- Rules by which a company's identity provider feeds a group: everyone whose claim contains the value is a member.
CREATE TABLE access_group_rules (
    group_id TEXT NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
    -- Name of a claim, or a JSON pointer.
    claim TEXT NOT NULL,
    value TEXT NOT NULL,
    -- What people call the value.
    value_name TEXT,
    position BIGINT NOT NULL,
    PRIMARY KEY (group_id, claim, value)
);

-- What the identity provider sent at somebody's last sign-in of the claims that the company's rules read, and of no others.
CREATE TABLE seen_claims (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    company_id TEXT NOT NULL REFERENCES companies (id),
    -- JSON: by claim, its values, or why they are not known.
    claims TEXT NOT NULL,
    -- 1 where something was withheld.
    withheld BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL
);
CREATE INDEX seen_claims_by_company ON seen_claims (company_id, seen_at_ms);
CREATE INDEX seen_claims_withheld ON seen_claims (company_id) WHERE withheld = 1;
CREATE INDEX seen_claims_by_age ON seen_claims (seen_at_ms);

-- Whose membership ends in this very transaction; empty outside of one.
CREATE TABLE access_group_leavers (
    group_id TEXT NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, account_id)
);
