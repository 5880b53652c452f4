-- What is known of a configuration's client secret. With another secret in the configuration, nothing of it holds.
CREATE TABLE sso_secret_watch (
    sso_configuration_id TEXT NOT NULL PRIMARY KEY REFERENCES sso_configurations (id) ON DELETE CASCADE,
    -- Which secret all this is about.
    secret_id TEXT NOT NULL,
    -- The last day on which it works (YYYY-MM-DD); NULL: nobody said one.
    expires_on TEXT,
    -- For how many days ahead the admins were warned last.
    warned_days BIGINT,
    -- When the identity provider was asked last.
    checked_at_ms BIGINT,
    -- What it said: accepted, refused, untold, no_response.
    check_outcome TEXT,
    -- 1: it tells a wrong secret from a right one; 0: it does not; NULL: not tried.
    tells_wrong BIGINT,
    -- When somebody of the company had signed in last by single sign-on, at that moment.
    signed_in_at_ms BIGINT
);
CREATE INDEX sso_secret_watch_expiring ON sso_secret_watch (expires_on) WHERE expires_on IS NOT NULL;
