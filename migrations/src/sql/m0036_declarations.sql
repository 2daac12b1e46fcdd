-- Whom a union asks aid for: its list, which the city's centre receives or gives back.
CREATE TABLE declarations (
    id uuid PRIMARY KEY,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    number bigint NOT NULL CHECK (number > 0),
    state text NOT NULL,
    cases bigint NOT NULL CHECK (cases >= 0),
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    digest bytea NOT NULL,
    due bigint,
    declared_by uuid NOT NULL REFERENCES officers (id),
    declared_at bigint NOT NULL,
    answered_by uuid REFERENCES officers (id),
    answered_at bigint,
    reason text,
    version bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT declarations_number UNIQUE (campaign, union_id, number)
);

-- The cases of each, and what they came to.
CREATE TABLE declared_cases (
    declaration uuid NOT NULL REFERENCES declarations (id),
    application uuid NOT NULL REFERENCES applications (id),
    amount_fen bigint CHECK (amount_fen >= 0),
    PRIMARY KEY (declaration, application)
);
CREATE INDEX declared_cases_by_application ON declared_cases (application)
