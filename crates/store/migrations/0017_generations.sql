-- A refresh token carries its family and its generation in it. Only the newest one works, so one number says which were used.
DROP TABLE refresh_tokens;
ALTER TABLE token_families ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE token_families ADD COLUMN refreshed_at_ms BIGINT NOT NULL DEFAULT 0;
