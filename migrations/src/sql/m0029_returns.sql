-- That money which the bank had paid came back, once; its words are sealed under the key of the case.
CREATE TABLE payment_returns (
    id uuid PRIMARY KEY REFERENCES payment_answers (id),
    words bytea NOT NULL,
    officer uuid REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL
);

-- One that came back leaves its award to another.
DROP INDEX payments_one_of_an_award;
CREATE UNIQUE INDEX payments_one_of_an_award ON payments (award) WHERE state NOT IN ('dropped', 'failed', 'returned')
