-- Those who signed in last in a way that few use: lists are narrowed to them. The way of a person seldom changes, so that a sign-in seldom
-- writes it.
CREATE INDEX last_sign_ins_by_way ON last_sign_ins (signed_in_by, account_id);
