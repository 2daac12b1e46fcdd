-- Long work: what was asked, by whom, and how far it has come.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    mode text NOT NULL,
    union_id uuid NOT NULL REFERENCES unions (id),
    campaign bigint NOT NULL,
    account uuid NOT NULL REFERENCES accounts (id),
    delegation uuid REFERENCES delegations (id),
    officer uuid NOT NULL REFERENCES officers (id),
    state text NOT NULL,
    failure text,
    row_count bigint NOT NULL CHECK (row_count >= 0),
    done bigint NOT NULL CHECK (done >= 0),
    entered bigint NOT NULL CHECK (entered >= 0),
    changed bigint NOT NULL CHECK (changed >= 0),
    unchanged bigint NOT NULL CHECK (unchanged >= 0),
    sound bigint NOT NULL CHECK (sound >= 0),
    refused bigint NOT NULL CHECK (refused >= 0),
    digest bytea NOT NULL,
    has_file boolean NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state);

-- The file of each, sealed, until nobody needs it.
CREATE TABLE job_files (
    job uuid PRIMARY KEY REFERENCES jobs (id),
    sealed bytea NOT NULL
);

-- What became of each family of the file, by its first row: the last four octets of its id are the number of that row.
CREATE TABLE job_lines (
    id uuid PRIMARY KEY,
    job uuid NOT NULL REFERENCES jobs (id),
    first_row bigint NOT NULL CHECK (first_row > 0),
    row_count bigint NOT NULL CHECK (row_count > 0),
    outcome text NOT NULL,
    dossier uuid,
    faults text NOT NULL
);
CREATE INDEX job_lines_by_outcome ON job_lines (job, outcome)
