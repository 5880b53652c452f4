-- What a company asks of its people who sign in by password: off, offered, required (from a moment on).
ALTER TABLE companies ADD COLUMN second_factor_rule TEXT NOT NULL DEFAULT 'offered';
ALTER TABLE companies ADD COLUMN second_factor_required_from_ms BIGINT;
-- 1: the person has no second factor yet, and adds one before the session begins.
ALTER TABLE second_steps ADD COLUMN enrols BIGINT NOT NULL DEFAULT 0;
