-- A deleted app or environment leaves its row behind: its slug or client_id is never given again, and an environment's logout
-- tokens that are still queued are signed for it. Nothing else finds such a row.
ALTER TABLE apps ADD COLUMN deleted_at_ms BIGINT;
ALTER TABLE app_environments ADD COLUMN deleted_at_ms BIGINT;
