-- What was done to rows by the program itself, because no statement can do it: each step once.
CREATE TABLE data_steps (
    name TEXT NOT NULL PRIMARY KEY,
    done_at_ms BIGINT NOT NULL
);
