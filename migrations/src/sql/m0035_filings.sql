-- Under which number each union has filed the paper of a case.
CREATE TABLE filings (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    number text NOT NULL,
    officer uuid REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT filings_number UNIQUE (union_id, number)
);
CREATE INDEX filings_by_application ON filings (application, id)
