-- The newest time that a server of this database has shown, in one row: whoever starts goes on from there, whatever the
-- machine's clock says.
CREATE TABLE clock (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    newest_ms BIGINT NOT NULL,
    -- Audit events up to this time say nothing about the time: the operator has said that it was wrong.
    trail_ignored_through_ms BIGINT NOT NULL,
    -- Counts how often the operator has reset the clock: a server that runs on does not undo that.
    resets BIGINT NOT NULL
);
INSERT INTO clock (id, newest_ms, trail_ignored_through_ms, resets) VALUES (1, 0, 0, 0);
-- Events by their age, whatever order they were written in.
CREATE INDEX audit_events_by_age ON audit_events (at_ms);
