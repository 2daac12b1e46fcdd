-- Sign-ins that failed of late: of a name, of an address (IPv6 by /64), and of the pair of both, each known by its keyed hash
-- alone. Real time.
CREATE TABLE sign_in_failures (
    of bytea PRIMARY KEY,
    name bytea,
    failures bigint NOT NULL CHECK (failures >= 0),
    last_at bigint NOT NULL,
    free_at bigint,
    touched_at bigint NOT NULL
);
CREATE INDEX sign_in_failures_by_name ON sign_in_failures (name);
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (touched_at);

-- From which addresses a name has signed in, by the keyed hash of the pair.
CREATE TABLE known_addresses (
    pair bytea PRIMARY KEY,
    seen_at bigint NOT NULL
);
CREATE INDEX known_addresses_by_age ON known_addresses (seen_at);

-- From which kind of client a session was begun.
ALTER TABLE sessions ADD COLUMN client text NOT NULL DEFAULT 'unknown';

-- The second factor of an account: a secret for codes by time, sealed under the account's key, and the last step that was used.
CREATE TABLE second_factors (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    secret bytea NOT NULL,
    last_step bigint NOT NULL,
    begun_at bigint NOT NULL,
    confirmed_at bigint
);

-- Codes for who has lost the second factor, each good once, as keyed hashes.
CREATE TABLE recovery_codes (
    account uuid NOT NULL REFERENCES accounts (id),
    hash bytea NOT NULL,
    used_at bigint,
    PRIMARY KEY (account, hash)
)
