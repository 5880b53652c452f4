-- Where whoever asked for a link wanted to go: a path of this platform.
ALTER TABLE link_requests ADD COLUMN return_to TEXT;
