-- To whom a set-up link was mailed; none where whoever made it passed it on.
ALTER TABLE sso_set_up_links ADD COLUMN mailed_to TEXT;
-- When whoever began with it said that they had done their part.
ALTER TABLE sso_set_up_links ADD COLUMN ended_at_ms BIGINT;
