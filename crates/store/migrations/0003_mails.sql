-- Mails that wait to be sent. They hold links that open something, so all of it is sealed.
CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    -- Recipient, language and message (JSON), sealed for `mail:{id}`.
    sealed TEXT NOT NULL,
    -- What kind of mail it is, for the log.
    kind TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    -- Also the lease: whoever sends it moves this on first.
    next_try_at_ms BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    expires_at_ms BIGINT NOT NULL,
    -- In words of ours: a server's answer may repeat the address.
    last_error TEXT
);
CREATE INDEX mails_by_next_try ON mails (next_try_at_ms);
