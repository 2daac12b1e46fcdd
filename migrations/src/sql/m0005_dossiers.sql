-- Identifiers of people, sealed in one place; found and kept unique by keyed hashes.
CREATE TABLE persons (
    id uuid PRIMARY KEY,
    citizen_id_hash bytea CONSTRAINT persons_citizen_id UNIQUE,
    citizen_id_hash_next bytea CONSTRAINT persons_citizen_id_next UNIQUE,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

-- The file of one household; what it says is in its versions.
CREATE TABLE dossiers (
    id uuid PRIMARY KEY,
    union_id uuid NOT NULL REFERENCES unions (id),
    worker_name text NOT NULL,
    status text NOT NULL,
    status_since bigint NOT NULL,
    visited_on bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX dossiers_by_union ON dossiers (union_id, id);

CREATE TABLE dossier_versions (
    id uuid PRIMARY KEY,
    dossier uuid NOT NULL REFERENCES dossiers (id),
    version bigint NOT NULL,
    at bigint NOT NULL,
    status text NOT NULL,
    status_since bigint NOT NULL,
    visited_on bigint,
    household bytea NOT NULL,
    CONSTRAINT dossier_versions_number UNIQUE (dossier, version)
);

CREATE TABLE memberships (
    dossier uuid NOT NULL REFERENCES dossiers (id),
    person uuid NOT NULL REFERENCES persons (id),
    open boolean NOT NULL,
    PRIMARY KEY (dossier, person)
);

-- A person is in one open household.
CREATE UNIQUE INDEX memberships_one_open ON memberships (person) WHERE open
