-- How each act left its case, so that cases are found as they stood on a day. Of what was done before these columns were there,
-- only the last act of a case is known.
ALTER TABLE case_history ADD COLUMN stage text;
ALTER TABLE case_history ADD COLUMN amount_fen bigint;
UPDATE case_history SET
    stage = (SELECT a.stage FROM applications a WHERE a.id = case_history.application),
    amount_fen = (SELECT a.amount_fen FROM applications a WHERE a.id = case_history.application)
WHERE version = (SELECT max(h.version) FROM case_history h WHERE h.application = case_history.application);

-- Samples that auditors drew: what each was drawn from, by which seed. What was drawn stays as it is.
CREATE TABLE samples (
    id uuid PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    officer uuid NOT NULL REFERENCES officers (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    population text NOT NULL,
    campaign uuid REFERENCES campaigns (id),
    as_of bigint NOT NULL,
    population_size bigint NOT NULL CHECK (population_size > 0),
    population_sha256 text NOT NULL,
    seed text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    spread text NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX samples_by_union ON samples (union_id, id);

-- The cases of a sample in the order of their lots, each as it stood on the day of the sample.
CREATE TABLE sampled (
    sample uuid NOT NULL REFERENCES samples (id),
    position bigint NOT NULL,
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    entry_union uuid NOT NULL REFERENCES unions (id),
    stage text,
    amount_fen bigint,
    PRIMARY KEY (sample, position),
    CONSTRAINT sampled_once UNIQUE (sample, application)
)
