-- What lists are sorted and searched by (`domain/sort_key.rs`): small letters without accents. Rows of before get theirs when the
-- server starts.
ALTER TABLE accounts ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN given_name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
-- By bytes, as SQLite sorts, whatever the language of the database.
CREATE INDEX accounts_by_name ON accounts (company_id, name_key COLLATE "C", id COLLATE "C");
CREATE INDEX accounts_by_given_name ON accounts (company_id, given_name_key COLLATE "C", id COLLATE "C");
CREATE INDEX accounts_by_address ON accounts (company_id, email_key COLLATE "C", id COLLATE "C");
CREATE INDEX apps_by_name ON apps (company_id, name_key COLLATE "C", id COLLATE "C");
CREATE INDEX accounts_without_keys ON accounts (id) WHERE name_key = '';
CREATE INDEX apps_without_keys ON apps (id) WHERE name_key = '';
