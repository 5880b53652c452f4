-- Client secrets beside the one that an active configuration uses: one that is to take its place, and the one whose place was taken.
CREATE TABLE kept_client_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    sso_configuration_id TEXT NOT NULL REFERENCES sso_configurations (id) ON DELETE CASCADE,
    -- pending or previous.
    role TEXT NOT NULL,
    -- Encrypted as the configuration's own client secret is, whose place it can take as it is.
    secret_sealed TEXT NOT NULL,
    secret_id TEXT NOT NULL,
    -- The settings beside which it is kept, as tests know them: with others it has no effect any more.
    beside TEXT NOT NULL,
    -- The last day on which it works (YYYY-MM-DD), where an admin noted one.
    expires_on TEXT,
    -- Who put it there, and when; it is erased at `until_ms`.
    account_id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    UNIQUE (sso_configuration_id, role)
);
CREATE INDEX kept_client_secrets_by_end ON kept_client_secrets (until_ms);
