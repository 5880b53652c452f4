-- Who is the identity provider of active configurations: a sign-in may begin there.
CREATE INDEX sso_configurations_by_endpoint ON sso_configurations (endpoint_url) WHERE active = 1;
