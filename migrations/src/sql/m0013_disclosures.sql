-- Numbers by which an officer was known before they were corrected: each counts as theirs until an administrator of
-- security has confirmed that it never was.
ALTER TABLE officers ADD COLUMN corrected_at bigint;
CREATE TABLE officer_numbers (
    id uuid PRIMARY KEY,
    officer uuid NOT NULL REFERENCES officers (id),
    citizen_id_hash bytea,
    citizen_id_hash_next bytea,
    sealed bytea NOT NULL,
    corrected_by uuid REFERENCES officers (id),
    corrected_at bigint NOT NULL,
    confirmed_by uuid REFERENCES officers (id),
    confirmed_at bigint,
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL))
);
CREATE INDEX officer_numbers_by_officer ON officer_numbers (officer);
CREATE INDEX officer_numbers_by_hash ON officer_numbers (citizen_id_hash);
CREATE INDEX officer_numbers_by_hash_next ON officer_numbers (citizen_id_hash_next);

-- What a program may see whole values for, by whom it was granted on what ground.
CREATE TABLE standing_purposes (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    purpose text NOT NULL,
    fields text NOT NULL,
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    most_a_day bigint NOT NULL,
    ground text NOT NULL,
    granted_by uuid REFERENCES officers (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    ended_at bigint,
    CHECK (valid_to >= valid_from),
    CHECK (most_a_day > 0)
);
CREATE INDEX standing_purposes_by_account ON standing_purposes (account, valid_to);
CREATE INDEX standing_purposes_by_union ON standing_purposes (union_id, id);

-- Whole values that were shown: to whom, what for, which, and of whom. The values themselves are nowhere in it; the reasons are
-- sealed under the key of the disclosure.
CREATE TABLE disclosures (
    id uuid PRIMARY KEY,
    at bigint NOT NULL,
    account uuid NOT NULL REFERENCES accounts (id),
    officer uuid REFERENCES officers (id),
    delegation uuid REFERENCES delegations (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    role text NOT NULL,
    purpose text NOT NULL,
    standing_purpose uuid REFERENCES standing_purposes (id),
    fields text NOT NULL,
    reasons bytea,
    shown bigint NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX disclosures_by_officer ON disclosures (officer, id);

CREATE TABLE disclosed (
    disclosure uuid NOT NULL REFERENCES disclosures (id),
    position bigint NOT NULL,
    kind text NOT NULL,
    subject uuid NOT NULL,
    member bigint,
    union_id uuid NOT NULL REFERENCES unions (id),
    PRIMARY KEY (disclosure, position)
);
CREATE INDEX disclosed_by_subject ON disclosed (subject, disclosure);
CREATE INDEX disclosed_by_union ON disclosed (union_id, disclosure);

-- How many values an account, or a program under a standing purpose, was shown on a day.
CREATE TABLE disclosure_counts (
    holder uuid NOT NULL,
    day bigint NOT NULL,
    shown bigint NOT NULL,
    PRIMARY KEY (holder, day)
);

-- What auditors were charged with: without a mandate of today nothing exists for them.
CREATE TABLE mandates (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    valid_from bigint NOT NULL,
    valid_to bigint NOT NULL,
    document text NOT NULL,
    ground text NOT NULL,
    given_by uuid REFERENCES officers (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    ended_at bigint,
    CHECK (valid_to >= valid_from)
);
CREATE INDEX mandates_by_account ON mandates (account, valid_to);
CREATE INDEX mandates_by_union ON mandates (union_id, id);

-- Which case or dossier an auditor has opened on which day: one row, beside one entry of the log.
CREATE TABLE readings (
    officer uuid NOT NULL REFERENCES officers (id),
    subject uuid NOT NULL,
    day bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (officer, subject, day)
);
