-- The versions of the root that were told to the processes, each with a proof that a root is the one of that number.
CREATE TABLE key_versions (
    version integer PRIMARY KEY CHECK (version BETWEEN 1 AND 65535),
    proof bytea NOT NULL,
    announced_at bigint NOT NULL
);

-- Which version seals, and under which the two columns of keyed hashes are written (null: the column is empty); the key that
-- lasts, sealed; who turns the keys now. One row. Whether the database was made by a demonstration never changes.
CREATE TABLE key_states (
    id integer PRIMARY KEY CHECK (id = 1),
    demonstration boolean NOT NULL,
    sealing integer NOT NULL REFERENCES key_versions (version),
    hash integer REFERENCES key_versions (version),
    hash_next integer REFERENCES key_versions (version),
    lasting bytea NOT NULL,
    changed_at bigint NOT NULL,
    turner uuid,
    turner_until bigint NOT NULL DEFAULT 0,
    CHECK (hash IS NOT NULL OR hash_next IS NOT NULL),
    CHECK (hash IS NULL OR hash_next IS NULL OR hash <> hash_next)
);

-- Processes that were told of a version and do not hold it.
CREATE TABLE key_objections (
    version integer NOT NULL REFERENCES key_versions (version),
    process uuid NOT NULL,
    PRIMARY KEY (version, process)
);

-- From when on a signing key signs (real instant): it is published before. `retired_at` is when it checks no more.
ALTER TABLE signing_keys ADD COLUMN signs_from bigint NOT NULL DEFAULT 0
