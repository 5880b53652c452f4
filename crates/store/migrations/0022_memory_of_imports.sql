-- What import files said last, so that only a file's own change is taken. `given`: a JSON object, by field the SHA-256 of the value. What is
-- older than this table is its baseline: it stays as it stands, and the first file that names it is remembered.
CREATE TABLE import_memory (
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    given TEXT NOT NULL,
    is_baseline BIGINT NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
INSERT INTO import_memory (kind, subject_id, given, is_baseline)
    SELECT 'account', id, '{}', 1 FROM accounts WHERE company_id <> '00000000-0000-0000-0000-000000000000';
INSERT INTO import_memory (kind, subject_id, given, is_baseline) SELECT 'app', id, '{}', 1 FROM apps;
INSERT INTO import_memory (kind, subject_id, given, is_baseline) SELECT 'environment', id, '{}', 1 FROM app_environments;
INSERT INTO import_memory (kind, subject_id, given, is_baseline) SELECT 'sso_configuration', id, '{}', 1 FROM sso_configurations;
-- Sealed with the platform's key, as the client secret itself is.
ALTER TABLE sso_configurations ADD COLUMN imported_secret_sealed TEXT;
