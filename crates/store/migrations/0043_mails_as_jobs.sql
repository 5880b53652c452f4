-- Mails wait among the jobs. They stay encrypted for `mail:{id}`.
INSERT INTO jobs (id, kind, target, label, payload, is_sealed, created_at_ms, run_at_ms, attempts, expires_at_ms, last_error)
    SELECT id, 'mail', '', kind, sealed, 1, created_at_ms, next_try_at_ms, tries, expires_at_ms, last_error FROM mails;
DROP TABLE mails;
