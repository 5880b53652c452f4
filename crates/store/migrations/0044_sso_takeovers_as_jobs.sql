-- What takes passwords away waits among the jobs. Of those that were finished the audit trail tells.
INSERT INTO jobs (id, kind, target, label, payload, progress, created_at_ms, run_at_ms)
    SELECT id, 'sso_takeover', company_id, '',
           '{"total":' || total || ',"replaced_at_ms":' || replaced_at_ms || '}',
           CASE WHEN last_account_id <> '' THEN '{"done":' || done || ',"last_account_id":"' || last_account_id || '"}' END,
           created_at_ms, created_at_ms
    FROM password_jobs WHERE status <> 'done';
DROP TABLE password_jobs;
