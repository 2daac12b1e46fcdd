-- Keys of single subjects, sealed under the service's key: destroying one erases what it sealed.
CREATE TABLE subject_keys (
    subject uuid PRIMARY KEY,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL
);

-- Keys that sign access tokens, shared by all processes.
CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    public bytea NOT NULL,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL,
    retired_at bigint
);

-- One entry for each act and each disclosure, written in the transaction of the change. That the service wrote it, and
-- not somebody at the database, its code says, which a key of the service makes.
CREATE TABLE log_entries (
    id uuid PRIMARY KEY,
    at bigint NOT NULL,
    account uuid,
    officer uuid,
    union_id uuid,
    act text NOT NULL,
    subject_kind text NOT NULL,
    subject uuid NOT NULL,
    request_id text NOT NULL,
    detail bytea NOT NULL,
    mac bytea NOT NULL
);
CREATE INDEX log_entries_by_subject ON log_entries (subject, id);

-- Answers to repeated requests, for seven days of the real clock. A request is known by the keyed hash of account, route
-- and key: nothing that a client names lies here in plain.
CREATE TABLE idempotency_keys (
    request bytea PRIMARY KEY,
    body_hash bytea NOT NULL,
    answer bytea,
    created_at bigint NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- The offset of the demonstration's business clock, one row at most.
CREATE TABLE clock_offsets (
    id integer PRIMARY KEY CHECK (id = 1),
    micros bigint NOT NULL
);
