-- Since when it is known that the account's mail reaches its person: a link that was mailed there was used, or the company's
-- identity provider gave the address. NULL: nobody has shown it; then the proven domain of the account's own company decides.
ALTER TABLE accounts ADD COLUMN email_verified_at_ms BIGINT;

-- Of accounts that were there before, the trail knows: made by a mailed link or by onboarding, linked, the password reset or
-- the address confirmed by a mailed link. Links that were printed prove nothing.
UPDATE accounts SET email_verified_at_ms = proof.at_ms
FROM (SELECT subject, MAX(at_ms) AS at_ms FROM audit_events
      WHERE action IN ('address_changed', 'account_linked')
        OR (action = 'account_created' AND detail LIKE '%"sign_up"%')
        OR (action = 'password_reset' AND detail LIKE '%"reset_password"%')
      GROUP BY subject) AS proof
WHERE proof.subject = accounts.id;
