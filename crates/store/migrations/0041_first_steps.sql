-- Since when an admin of a company does not want to see the first steps of its set-up; NULL: they are shown.
ALTER TABLE accounts ADD COLUMN first_steps_dismissed_at_ms BIGINT;
