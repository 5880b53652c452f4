-- The secret before the present one works on for a while, so that an app can be given the new one while it runs.
ALTER TABLE app_environments ADD COLUMN previous_secret_hash TEXT;
ALTER TABLE app_environments ADD COLUMN previous_secret_ends_at_ms BIGINT;

CREATE INDEX apps_by_company ON apps (company_id);
CREATE INDEX app_team_members_by_account ON app_team_members (account_id);
