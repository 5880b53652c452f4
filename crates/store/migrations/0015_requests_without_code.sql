-- Requests that came to nothing are forgotten long before the others: found without looking through those.
CREATE INDEX authorization_requests_without_code ON authorization_requests (created_at_ms) WHERE code_hash IS NULL;
