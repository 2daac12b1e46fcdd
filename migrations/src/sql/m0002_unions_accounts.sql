CREATE TABLE unions (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT unions_code UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    level text NOT NULL,
    parent uuid REFERENCES unions (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    closed_on bigint
);

-- Every union with each union above it and with itself.
CREATE TABLE union_ancestors (
    union_id uuid NOT NULL REFERENCES unions (id),
    ancestor uuid NOT NULL REFERENCES unions (id),
    distance integer NOT NULL CHECK (distance >= 0),
    PRIMARY KEY (union_id, ancestor)
);
CREATE INDEX union_ancestors_down ON union_ancestors (ancestor, union_id);

CREATE TABLE officers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    citizen_id_hash bytea CONSTRAINT officers_citizen_id UNIQUE,
    citizen_id_hash_next bytea CONSTRAINT officers_citizen_id_next UNIQUE,
    sealed bytea NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

-- An account is a post: one officer in one role at one union; a program has no officer.
CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    username text NOT NULL CONSTRAINT accounts_username UNIQUE,
    officer uuid REFERENCES officers (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    role text NOT NULL,
    scopes text NOT NULL,
    password_hash text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CHECK ((role = 'service') = (officer IS NULL))
);
CREATE INDEX accounts_by_union ON accounts (union_id, id);
CREATE INDEX accounts_by_officer ON accounts (officer);

CREATE TABLE delegations (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    officer uuid NOT NULL REFERENCES officers (id),
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    reasons text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CHECK (valid_to >= valid_from)
);
CREATE INDEX delegations_by_account ON delegations (account, valid_to);
CREATE INDEX delegations_by_officer ON delegations (officer, valid_to);

-- A session is a family of refresh tokens; only the newest is good, the one before for ten seconds.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    token_hash bytea NOT NULL,
    former_hash bytea,
    rotated_at bigint NOT NULL,
    answer bytea,
    expires_at bigint NOT NULL,
    ended_at bigint,
    created_at bigint NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account, id)
