-- Where nothing is said, ID tokens are signed with RS256 from now on. Those that were given ES256 until now keep it: it is said of them.
UPDATE app_environments
SET registration = REPLACE(registration, '"id_token_signed_response_alg":null', '"id_token_signed_response_alg":"ES256"');
