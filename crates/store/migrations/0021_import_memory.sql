-- What import files said last of secrets and passwords, so that only a file's own change is taken. Empty: older than this memory; what
-- stands in the database then stays, and the file is remembered.
ALTER TABLE app_environments ADD COLUMN imported_secret_hash TEXT;
UPDATE app_environments SET imported_secret_hash = '';
ALTER TABLE accounts ADD COLUMN imported_password_hash TEXT;
UPDATE accounts SET imported_password_hash = '' WHERE company_id <> '00000000-0000-0000-0000-000000000000';
