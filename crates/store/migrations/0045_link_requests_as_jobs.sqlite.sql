-- Requests for links wait among the jobs, as long as the throttle remembers them.
INSERT INTO jobs (id, kind, target, label, payload, created_at_ms, run_at_ms, expires_at_ms)
    SELECT id, 'link_request', '', kind,
           CAST(json_object('asked', kind, 'address', address, 'language', language, 'return_to', return_to,
                'client_address', client_address, 'request_id', request_id) AS TEXT),
           created_at_ms, created_at_ms, created_at_ms + 3600000
    FROM link_requests;
DROP TABLE link_requests;
