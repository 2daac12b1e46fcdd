-- What was written over, as it stood and from when to when: posts, and objections to postings. What was written over before
-- these tables were there is not known.
CREATE TABLE account_versions (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    version bigint NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL CHECK (until >= since),
    scopes text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint,
    password_given boolean NOT NULL,
    confirmation text NOT NULL,
    proposed_by uuid,
    proposed_at bigint NOT NULL,
    decided_by uuid,
    code bytea NOT NULL,
    CONSTRAINT account_versions_number UNIQUE (account, version)
);
ALTER TABLE objections ADD COLUMN since bigint NOT NULL DEFAULT 0;
CREATE TABLE objection_versions (
    id uuid PRIMARY KEY,
    objection uuid NOT NULL REFERENCES objections (id),
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    posting uuid NOT NULL REFERENCES postings (id),
    state text NOT NULL,
    since bigint NOT NULL,
    until bigint NOT NULL CHECK (until >= since),
    entry bytea NOT NULL
);
CREATE INDEX objection_versions_by_posting ON objection_versions (posting, objection);

-- Of each act on a case: its entry of the log, so that an auditor goes on from one to the other, what was done, and by whom.
ALTER TABLE case_history ADD COLUMN log_entry uuid;
ALTER TABLE case_history ADD COLUMN action text;
ALTER TABLE case_history ADD COLUMN officer uuid;
CREATE INDEX case_history_by_instant ON case_history (at);

-- By these codes the service knows rows that it wrote itself: which post is lent to whom, and what a program may be shown.
ALTER TABLE delegations ADD COLUMN code bytea NOT NULL DEFAULT '';
ALTER TABLE standing_purposes ADD COLUMN code bytea NOT NULL DEFAULT ''
