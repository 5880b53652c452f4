-- The language of the page on which somebody last signed in: for mails that others cause, where the person has chosen none.
ALTER TABLE last_sign_ins ADD COLUMN language TEXT;
