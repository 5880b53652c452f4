-- The language that the person chose; NULL: the browser's.
ALTER TABLE accounts ADD COLUMN language TEXT;
