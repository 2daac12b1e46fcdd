-- In which lent post a session stands; and that an entry was made by a delegate.
ALTER TABLE sessions ADD COLUMN delegation uuid REFERENCES delegations (id);
ALTER TABLE log_entries ADD COLUMN delegation uuid;

-- When a delegation was ended before its last day was over.
ALTER TABLE delegations ADD COLUMN ended_at bigint;

-- Whether the password is still the one that the administrator gave.
ALTER TABLE accounts ADD COLUMN password_given boolean NOT NULL DEFAULT false
