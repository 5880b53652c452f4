-- Sign-ins through the identity provider that failed, as admins see them. Kept for 30 days.
CREATE TABLE sso_sign_in_failures (
    id TEXT NOT NULL PRIMARY KEY,
    company_id TEXT NOT NULL REFERENCES companies (id),
    at_ms BIGINT NOT NULL,
    sso_configuration_id TEXT NOT NULL,
    -- What the person was told, as JSON has it.
    reason TEXT NOT NULL,
    -- JSON of the step at which it failed, if it was one of the identity provider's.
    step TEXT,
    -- The address that came back, or else the one that was typed; maybe empty.
    person TEXT NOT NULL,
    person_key TEXT NOT NULL,
    client_address TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX sso_sign_in_failures_of_company ON sso_sign_in_failures (company_id, at_ms, id);
CREATE INDEX sso_sign_in_failures_of_reason ON sso_sign_in_failures (company_id, reason, at_ms, id);
CREATE INDEX sso_sign_in_failures_of_person ON sso_sign_in_failures (company_id, person_key);
CREATE INDEX sso_sign_in_failures_by_age ON sso_sign_in_failures (at_ms);
