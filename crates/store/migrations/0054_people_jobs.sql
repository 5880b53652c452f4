-- Since when nothing of a job begins because an admin of its company has paused it, and who that was. NULL: it goes on.
ALTER TABLE jobs ADD COLUMN paused_at_ms BIGINT;
ALTER TABLE jobs ADD COLUMN paused_by_account_id TEXT;

-- What became of the last job of each kind that went through a company's people, for its admins: the job is deleted with its last step.
CREATE TABLE ended_people_jobs (
    company_id TEXT NOT NULL REFERENCES companies (id),
    kind TEXT NOT NULL,
    job_id TEXT NOT NULL,
    -- The email domain that it was about; NULL: all of the company's.
    domain TEXT,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    began_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT NOT NULL,
    PRIMARY KEY (company_id, kind)
);
