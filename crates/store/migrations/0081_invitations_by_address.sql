-- Whoever is signed in is shown the invitations to the own address: they are found by it, whatever the environment.
CREATE INDEX app_invitations_by_address ON app_invitations (email_key);
