-- Whether people of a company may have browsers remembered. Where a second step is required, only if an admin says so.
ALTER TABLE companies ADD COLUMN remembers_browsers BIGINT NOT NULL DEFAULT 1;
UPDATE companies SET remembers_browsers = 0 WHERE second_factor_rule = 'required';
-- When somebody was reminded last that the company requires a second step: once a day at most.
CREATE TABLE second_factor_reminders (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    reminded_at_ms BIGINT NOT NULL
);
-- For how many days ahead the platform reminded all of a company's people last; NULL: not yet, since the day was set.
ALTER TABLE companies ADD COLUMN second_factor_reminded_days BIGINT;
