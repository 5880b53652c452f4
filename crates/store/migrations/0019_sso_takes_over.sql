-- What apps were given before this moment came of another identity provider, whose word counts no longer.
ALTER TABLE password_jobs ADD COLUMN replaced_at_ms BIGINT NOT NULL DEFAULT 0;
