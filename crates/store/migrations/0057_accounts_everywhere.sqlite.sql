-- Accounts of all companies in the orders of lists: an environment's people may be of any, and are found by walking through all accounts
-- in that order.
CREATE INDEX accounts_everywhere_by_name ON accounts (name_key, id);
CREATE INDEX accounts_everywhere_by_given_name ON accounts (given_name_key, id);
CREATE INDEX accounts_everywhere_by_address ON accounts (email_key, id);
