-- The trail as a chain: each event is given a place and a hash, which is made of the event and of the hash before it. What was there
-- before is given its place by the server, a batch at a time.
ALTER TABLE audit_events ADD COLUMN chain_position BIGINT;
ALTER TABLE audit_events ADD COLUMN chain_hash TEXT;
CREATE UNIQUE INDEX audit_events_by_place ON audit_events (chain_position) WHERE chain_position IS NOT NULL;
CREATE INDEX audit_events_without_place ON audit_events (at_ms, id) WHERE chain_position IS NULL;

-- Where the chain begins and ends, sealed with the platform's key: nobody who has the database alone can write it.
CREATE TABLE audit_chain (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    ends_sealed TEXT
);
INSERT INTO audit_chain (id, ends_sealed) VALUES (1, NULL);

-- Security History: newest first, narrowed by what happened and by who it was about.
DROP INDEX audit_events_by_company;
CREATE INDEX audit_events_of_company ON audit_events (company_id, at_ms, id);
CREATE INDEX audit_events_of_action ON audit_events (company_id, action, at_ms, id);
CREATE INDEX audit_events_of_actor ON audit_events (actor_account_id, at_ms, id);
CREATE INDEX audit_events_of_subject ON audit_events (subject, at_ms, id);

-- An event is changed in one way alone: it gets its place, once.
DROP TRIGGER audit_events_no_update;
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
WHEN OLD.chain_position IS NOT NULL OR NEW.chain_position IS NULL OR NEW.chain_hash IS NULL
  OR NEW.id IS NOT OLD.id
  OR NEW.at_ms IS NOT OLD.at_ms
  OR NEW.action IS NOT OLD.action
  OR NEW.company_id IS NOT OLD.company_id
  OR NEW.actor_account_id IS NOT OLD.actor_account_id
  OR NEW.subject IS NOT OLD.subject
  OR NEW.detail IS NOT OLD.detail
  OR NEW.client_address IS NOT OLD.client_address
  OR NEW.request_id IS NOT OLD.request_id
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
