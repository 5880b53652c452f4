-- Proven domains are looked at again each day: a record that has gone warns the company's admins, and changes nothing else.
-- Since when each look found no record; NULL: the last one found it.
ALTER TABLE email_domains ADD COLUMN missing_since_ms BIGINT;
-- When the admins were warned of that.
ALTER TABLE email_domains ADD COLUMN warned_at_ms BIGINT;
CREATE INDEX email_domains_watched ON email_domains (last_check_at_ms) WHERE proven_by_dns = 1;
