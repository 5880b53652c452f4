-- Since when an environment is archived: nobody enters it, and everything that it has stays.
ALTER TABLE app_environments ADD COLUMN archived_at_ms BIGINT;
