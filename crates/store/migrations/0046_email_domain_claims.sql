-- Domains that a company's admins claim, and prove by a TXT record. A row without token was entered by an operator, and is proven.
ALTER TABLE email_domains ADD COLUMN token TEXT;
ALTER TABLE email_domains ADD COLUMN created_at_ms BIGINT;
-- 1 where the record was found; 0: an operator vouches for it, or it is not proven.
ALTER TABLE email_domains ADD COLUMN proven_by_dns BIGINT NOT NULL DEFAULT 0;
ALTER TABLE email_domains ADD COLUMN last_check_at_ms BIGINT;
-- found, not_found or no_response.
ALTER TABLE email_domains ADD COLUMN last_check_outcome TEXT;
-- What stood there instead, shortened (JSON list of texts).
ALTER TABLE email_domains ADD COLUMN last_check_records TEXT;
