-- By these codes the service knows the policy that it wrote itself: whose campaign, by which editions, and who was given more time.
ALTER TABLE campaigns ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE editions ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE extensions ADD COLUMN code bytea NOT NULL DEFAULT ''
