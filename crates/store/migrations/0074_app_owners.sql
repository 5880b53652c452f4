-- Who of an app's team changes the team itself: 1 for an owner. Whoever was in a team when there was no difference is one.
ALTER TABLE app_team_members ADD COLUMN owner BIGINT NOT NULL DEFAULT 1;
