-- Whether the identity provider was asked to ask the person anew. Only then is an answer that does not say when it did (`auth_time`)
-- a sign-in of that moment.
ALTER TABLE sign_in_attempts ADD COLUMN asked_anew BIGINT NOT NULL DEFAULT 0;
-- Whether it is known when the person proved who they are. Of SSO sessions from before it is not: they last an hour.
ALTER TABLE sessions ADD COLUMN auth_time_known BIGINT NOT NULL DEFAULT 1;
UPDATE sessions SET auth_time_known = 0 WHERE signed_in_by = 'sso';
ALTER TABLE authorization_requests ADD COLUMN auth_time_known BIGINT NOT NULL DEFAULT 1;
ALTER TABLE token_families ADD COLUMN auth_time_known BIGINT NOT NULL DEFAULT 1;
