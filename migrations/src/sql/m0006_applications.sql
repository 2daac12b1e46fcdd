-- A case: what lists ask is in columns, the rest is sealed under the key of the case.
CREATE TABLE applications (
    id uuid PRIMARY KEY,
    number text NOT NULL CONSTRAINT applications_number UNIQUE,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    dossier uuid NOT NULL REFERENCES dossiers (id),
    student uuid NOT NULL REFERENCES persons (id),
    student_name text NOT NULL,
    worker_name text NOT NULL,
    entry_union uuid NOT NULL REFERENCES unions (id),
    desk_union uuid NOT NULL REFERENCES unions (id),
    stage text NOT NULL,
    live boolean NOT NULL,
    outcome text NOT NULL,
    disputed boolean NOT NULL,
    amount_fen bigint CHECK (amount_fen > 0),
    submitted_at bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    enrolment bytea NOT NULL,
    file bytea NOT NULL,
    assessment bytea
);

-- One live application of a student in a campaign, at any union (N20).
CREATE UNIQUE INDEX applications_one_live ON applications (campaign, student) WHERE live;
CREATE INDEX applications_by_student ON applications (student, campaign);
CREATE INDEX applications_by_dossier ON applications (dossier, id);
CREATE INDEX applications_by_desk ON applications (desk_union, stage, id);

-- The unions a case passes, from the one that took it to the city.
CREATE TABLE roads (
    application uuid NOT NULL REFERENCES applications (id),
    position integer NOT NULL,
    union_id uuid NOT NULL REFERENCES unions (id),
    PRIMARY KEY (application, position)
);
CREATE INDEX roads_by_union ON roads (union_id, application);

-- What was done to a case, in order; the note is sealed.
CREATE TABLE case_history (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    version bigint NOT NULL,
    at bigint NOT NULL,
    entry bytea NOT NULL,
    CONSTRAINT case_history_version UNIQUE (application, version)
);

-- How many cases a union took, by stage and campaign: changed with every case, in its transaction.
CREATE TABLE case_counts (
    union_id uuid NOT NULL REFERENCES unions (id),
    campaign uuid NOT NULL REFERENCES campaigns (id),
    stage text NOT NULL,
    cases bigint NOT NULL CHECK (cases >= 0),
    PRIMARY KEY (union_id, campaign, stage)
);

-- The last number given to a case, by campaign and county-level code.
CREATE TABLE case_numbers (
    series text PRIMARY KEY,
    last bigint NOT NULL
);

-- Public notices of names: frozen lists.
CREATE TABLE postings (
    id uuid PRIMARY KEY,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    kind text NOT NULL,
    first_day bigint NOT NULL,
    last_day bigint NOT NULL CHECK (last_day >= first_day),
    place text NOT NULL,
    lines bytea NOT NULL,
    digest bytea NOT NULL,
    posted_by uuid NOT NULL REFERENCES officers (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX postings_by_union ON postings (union_id, id);

-- The unions on the roads of the posted cases: they read the posting.
CREATE TABLE posting_roads (
    posting uuid NOT NULL REFERENCES postings (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    PRIMARY KEY (posting, union_id)
);
CREATE INDEX posting_roads_by_union ON posting_roads (union_id, posting);

-- Files that prove something: the bytes are sealed in the data folder. Which version of the case each made by coming,
-- and who took out one that had come by mistake.
CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    kind text NOT NULL,
    media_type text NOT NULL,
    octets bigint NOT NULL,
    digest bytea NOT NULL,
    matter bytea NOT NULL,
    case_version bigint NOT NULL,
    created_by uuid NOT NULL,
    created_at bigint NOT NULL,
    removed_by uuid,
    removed_at bigint,
    CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX attachments_by_application ON attachments (application, id)
