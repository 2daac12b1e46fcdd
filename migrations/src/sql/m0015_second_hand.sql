-- Who wants a post or a mandate, and who agreed: nobody confirms what they proposed.
ALTER TABLE accounts ADD COLUMN confirmation text NOT NULL DEFAULT 'confirmed' CHECK (confirmation IN ('proposed', 'confirmed', 'declined'));
ALTER TABLE accounts ADD COLUMN proposed_by uuid REFERENCES officers (id);
ALTER TABLE accounts ADD COLUMN proposed_at bigint NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN decided_by uuid REFERENCES officers (id) CHECK (confirmation <> 'confirmed' OR decided_by IS NULL OR (decided_by <> officer AND (proposed_by IS NULL OR decided_by <> proposed_by)));
CREATE INDEX accounts_proposed ON accounts (id) WHERE confirmation = 'proposed';
ALTER TABLE mandates ADD COLUMN confirmation text NOT NULL DEFAULT 'confirmed' CHECK (confirmation IN ('proposed', 'confirmed', 'declined'));
ALTER TABLE mandates ADD COLUMN decided_by uuid REFERENCES officers (id) CHECK (confirmation <> 'confirmed' OR decided_by IS NULL OR given_by IS NULL OR decided_by <> given_by);

-- By these codes the service knows rows that it wrote itself: who may do what, which token opens which session, which key signs.
ALTER TABLE accounts ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE mandates ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE signing_keys ADD COLUMN code bytea NOT NULL DEFAULT ''
