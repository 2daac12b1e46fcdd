-- What a signing key signs: access tokens, or the log. One never stands for the other.
ALTER TABLE signing_keys ADD COLUMN purpose text NOT NULL DEFAULT 'tokens' CHECK (purpose IN ('tokens', 'log'));
