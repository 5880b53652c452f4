-- When whoever is invited declined; NULL: that has not happened since the address was last invited.
ALTER TABLE app_invitations ADD COLUMN declined_at_ms BIGINT;
