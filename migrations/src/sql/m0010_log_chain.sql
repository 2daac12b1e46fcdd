-- What a signing key signs: access tokens, or the log. One never stands for the other.
ALTER TABLE signing_keys ADD COLUMN purpose text NOT NULL DEFAULT 'tokens' CHECK (purpose IN ('tokens', 'log'));
-- Entries that wait for their position: a trigger puts each here with its entry, the sealer takes it out.
CREATE TABLE log_pending (
    entry uuid PRIMARY KEY
);
-- The order of the log: each position holds, by its link, all that stands before it, and is signed.
CREATE TABLE log_positions (
    position bigint PRIMARY KEY CHECK (position > 0),
    entry uuid NOT NULL CONSTRAINT log_positions_entry UNIQUE REFERENCES log_entries (id),
    union_id uuid,
    link bytea NOT NULL,
    signature bytea NOT NULL
);
CREATE INDEX log_positions_by_union ON log_positions (union_id, position);
-- Signed statements about the whole log up to a position.
CREATE TABLE log_checkpoints (
    position bigint PRIMARY KEY REFERENCES log_positions (position),
    link bytea NOT NULL,
    at bigint NOT NULL,
    kid text NOT NULL REFERENCES signing_keys (kid),
    signature bytea NOT NULL
);
-- Who said that they keep a checkpoint elsewhere.
CREATE TABLE log_witnesses (
    position bigint NOT NULL REFERENCES log_checkpoints (position),
    account uuid NOT NULL REFERENCES accounts (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    at bigint NOT NULL,
    PRIMARY KEY (position, account)
);
-- What one process does for all: who holds it, and until when by the real clock.
CREATE TABLE leases (
    name text PRIMARY KEY,
    holder uuid NOT NULL,
    until bigint NOT NULL
);
