-- How companies present themselves on the platform's screens. A company without a row looks as the platform does.
CREATE TABLE company_brands (
    company_id TEXT NOT NULL PRIMARY KEY REFERENCES companies (id) ON DELETE CASCADE,
    display_name TEXT,
    colour TEXT,
    -- Drawn by the platform from the file that came; the SHA-256 of that in hexadecimal digits, and its size in pixels.
    logo_png BYTEA,
    logo_hash TEXT,
    logo_width BIGINT,
    logo_height BIGINT,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX company_brands_by_logo ON company_brands (logo_hash);
