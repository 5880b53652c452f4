-- When each person last signed in or a session was renewed at the identity provider, and how: what admins of a company see of its people.
-- A table of its own: an account's row has many indexes.
CREATE TABLE last_sign_ins (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    at_ms BIGINT NOT NULL,
    -- `password` or `sso`.
    signed_in_by TEXT NOT NULL
);

-- Of those who came before, the trail knows, as far back as it is kept.
INSERT INTO last_sign_ins (account_id, at_ms, signed_in_by)
SELECT e.actor_account_id, MAX(e.at_ms),
       CASE WHEN MAX(CASE WHEN e.detail LIKE '%"by":"sso"%' THEN e.at_ms ELSE 0 END) = MAX(e.at_ms) THEN 'sso' ELSE 'password' END
FROM audit_events e JOIN accounts a ON a.id = e.actor_account_id
WHERE e.action IN ('signed_in', 'session_renewed') AND e.detail NOT LIKE '%"by":"test"%'
GROUP BY e.actor_account_id;

-- The few of a company that lists are narrowed to.
CREATE INDEX accounts_company_admins ON accounts (company_id) WHERE company_admin = 1;
CREATE INDEX accounts_deactivated ON accounts (company_id) WHERE deactivated_at_ms IS NOT NULL;
