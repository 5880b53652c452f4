-- Accounts that programs use, and no person: an admin of the company says so. It changes what lists and previews say, and no right.
ALTER TABLE accounts ADD COLUMN service_account BIGINT NOT NULL DEFAULT 0;

-- The few of a company that lists are narrowed to.
CREATE INDEX accounts_service ON accounts (company_id) WHERE service_account = 1;
