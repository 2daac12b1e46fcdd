-- What families said of money that was paid; what else they said is sealed under the key of the case.
CREATE TABLE receipts (
    id uuid PRIMARY KEY,
    award uuid NOT NULL REFERENCES awards (id),
    payment uuid NOT NULL REFERENCES payments (id),
    application uuid NOT NULL REFERENCES applications (id),
    word text NOT NULL,
    giver text NOT NULL,
    means text NOT NULL,
    said_on bigint NOT NULL,
    remark bytea,
    officer uuid REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL
);
CREATE INDEX receipts_by_payment ON receipts (payment, id);
CREATE INDEX receipts_by_application ON receipts (application, id)
