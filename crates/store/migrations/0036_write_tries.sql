-- One row that is written to find out whether the database can be written.
CREATE TABLE write_tries (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    tries BIGINT NOT NULL,
    filler TEXT NOT NULL
);
INSERT INTO write_tries (id, tries, filler) VALUES (1, 0, '');
