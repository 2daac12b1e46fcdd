-- By these codes the service knows rows that it wrote itself: how a household stands, who an officer is, and what shall be erased, at
-- which version of it that was proposed.
ALTER TABLE dossiers ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE officers ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE erasure_proposals ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE erasure_proposals ADD COLUMN subject_version bigint NOT NULL DEFAULT 0
