-- A pilot: single sign-on for the people of a list first. While this is set, the active configuration counts for them alone.
ALTER TABLE sso_configurations ADD COLUMN pilot_since_ms BIGINT;

-- The people of a company's pilot, by address: whoever has no account yet takes part, too.
CREATE TABLE sso_pilot_people (
    company_id TEXT NOT NULL REFERENCES companies (id),
    -- As accounts are found by it.
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    PRIMARY KEY (company_id, email_key)
);
