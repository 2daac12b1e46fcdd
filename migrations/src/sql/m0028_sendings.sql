-- What of a fund the bank has paid.
ALTER TABLE fund_balances ADD COLUMN paid_fen bigint NOT NULL DEFAULT 0 CONSTRAINT fund_balances_paid CHECK (paid_fen >= 0);

-- That a batch was handed to the bank, once, and in which form.
CREATE TABLE payment_sendings (
    id uuid PRIMARY KEY REFERENCES payment_batches (id),
    form text NOT NULL,
    officer uuid NOT NULL REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL
);

-- What the bank said of a payment, once; its words are sealed under the key of the case.
CREATE TABLE payment_answers (
    id uuid PRIMARY KEY REFERENCES payments (id),
    outcome text NOT NULL,
    words bytea NOT NULL,
    officer uuid REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL
);

-- One that failed leaves its award to another.
DROP INDEX payments_one_of_an_award;
CREATE UNIQUE INDEX payments_one_of_an_award ON payments (award) WHERE state NOT IN ('dropped', 'failed')
