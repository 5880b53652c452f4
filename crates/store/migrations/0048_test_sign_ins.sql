-- 1: the sign-in tries a configuration that is not active.
ALTER TABLE sign_in_attempts ADD COLUMN is_test BIGINT NOT NULL DEFAULT 0;
