-- Lists of those whose account is deactivated, in the order of their names or addresses.
DROP INDEX accounts_deactivated;
CREATE INDEX accounts_deactivated_by_name ON accounts (company_id, name_key, id) WHERE deactivated_at_ms IS NOT NULL;
CREATE INDEX accounts_deactivated_by_address ON accounts (company_id, email_key, id) WHERE deactivated_at_ms IS NOT NULL;
