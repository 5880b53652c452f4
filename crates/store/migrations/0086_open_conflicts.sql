-- The portal counts them for admins, wherever they are.
CREATE INDEX identity_conflicts_open ON identity_conflicts (company_id) WHERE state <> 'decided';
