-- Until when events may be deleted: set by the purge, in its own transaction, and back to 0 at its end.
CREATE TABLE audit_retention (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    purge_before_ms BIGINT NOT NULL
);
INSERT INTO audit_retention (id, purge_before_ms) VALUES (1, 0);
DROP TRIGGER audit_events_no_delete;
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
WHEN OLD.at_ms >= (SELECT purge_before_ms FROM audit_retention WHERE id = 1)
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
