-- Groups of people of a company, by whom apps are entered: whoever is a member may enter the environments that the group was given. A
-- member who is there by hand and by what the identity provider sends has a row of each.
CREATE TABLE access_groups (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    name TEXT NOT NULL,
    -- What the name is sorted, searched and unique by.
    name_key TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (company_id, name_key)
);
-- By bytes, as SQLite sorts, whatever the language of the database.
CREATE INDEX access_groups_by_name ON access_groups (company_id, name_key COLLATE "C", id COLLATE "C");

CREATE TABLE access_group_members (
    group_id TEXT NOT NULL REFERENCES access_groups (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- `hand` or `idp`.
    source TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id, source)
);
CREATE INDEX access_group_members_by_account ON access_group_members (account_id, group_id, added_at_ms);

CREATE TABLE access_group_grants (
    group_id TEXT NOT NULL REFERENCES access_groups (id),
    environment_id TEXT NOT NULL REFERENCES app_environments (id),
    -- Names of roles, JSON, as in access_grants.
    roles TEXT NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (group_id, environment_id)
);
CREATE INDEX access_group_grants_by_environment ON access_group_grants (environment_id, group_id);
