-- What earlier releases left open is ended. Counts of it, which the next start says and forgets.
CREATE TABLE upgrade_notices (
    kind TEXT NOT NULL PRIMARY KEY,
    affected BIGINT NOT NULL
);

-- Where SSO is active, a job ends what came of passwords or of an identity provider that was replaced.
INSERT INTO password_jobs (id, company_id, status, done, total, last_account_id, created_at_ms, replaced_at_ms)
    SELECT 'upgrade-' || c.company_id, c.company_id, 'queued', 0,
           (SELECT COUNT(*) FROM accounts a WHERE a.company_id = c.company_id), '', 0,
           CASE WHEN (SELECT COUNT(*) FROM audit_events e WHERE e.company_id = c.company_id AND e.action = 'sso_configuration_activated') > 1
                THEN (SELECT MAX(e.at_ms) FROM audit_events e WHERE e.company_id = c.company_id AND e.action = 'sso_configuration_activated')
                ELSE 0 END
    FROM sso_configurations c WHERE c.active = 1;
INSERT INTO upgrade_notices (kind, affected) SELECT 'companies_with_sso', COUNT(*) FROM sso_configurations WHERE active = 1;

-- Accounts that were made before their company adopted them, and whose person has not proven the mailbox since: whoever made them
-- may be somebody else. They have no password until a mailed link, or the company's identity provider, says who it is.
CREATE TABLE adopted_accounts (id TEXT NOT NULL PRIMARY KEY);
INSERT INTO adopted_accounts (id)
    SELECT a.id FROM accounts a JOIN companies c ON c.id = a.company_id
    WHERE c.slug <> '-' AND a.password_hash IS NOT NULL
      AND (a.created_at_ms < c.created_at_ms
           OR EXISTS (SELECT 1 FROM audit_events e WHERE e.company_id = a.company_id AND e.action = 'accounts_adopted'
                      AND e.at_ms > a.created_at_ms AND e.detail LIKE '%"' || a.email_domain || '"%'))
      AND NOT EXISTS (SELECT 1 FROM audit_events r WHERE r.subject = a.id AND r.action = 'password_reset'
                      AND r.at_ms >= c.created_at_ms
                      AND r.at_ms >= COALESCE((SELECT MAX(e.at_ms) FROM audit_events e WHERE e.company_id = a.company_id
                                                 AND e.action = 'accounts_adopted' AND e.detail LIKE '%"' || a.email_domain || '"%'), 0));
INSERT INTO upgrade_notices (kind, affected) SELECT 'adopted_accounts', COUNT(*) FROM adopted_accounts;
DELETE FROM sessions WHERE account_id IN (SELECT id FROM adopted_accounts);
UPDATE token_families SET revoked_at_ms = created_at_ms
    WHERE revoked_at_ms IS NULL AND account_id IN (SELECT id FROM adopted_accounts);
UPDATE mailed_links SET replaced_at_ms = created_at_ms
    WHERE used_at_ms IS NULL AND replaced_at_ms IS NULL AND account_id IN (SELECT id FROM adopted_accounts);
DELETE FROM consents WHERE account_id IN (SELECT id FROM adopted_accounts);
UPDATE accounts SET password_hash = NULL WHERE id IN (SELECT id FROM adopted_accounts);
DROP TABLE adopted_accounts;
