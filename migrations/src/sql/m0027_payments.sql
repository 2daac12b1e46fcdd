-- What of a fund stands in batches of payments.
ALTER TABLE fund_balances ADD COLUMN payable_fen bigint NOT NULL DEFAULT 0 CONSTRAINT fund_balances_payable CHECK (payable_fen >= 0);

-- Payments from one fund that are prepared, and approved by another officer, at once.
CREATE TABLE payment_batches (
    id uuid PRIMARY KEY,
    union_id uuid NOT NULL REFERENCES unions (id),
    fund uuid NOT NULL REFERENCES funds (id),
    campaign uuid NOT NULL REFERENCES campaigns (id),
    number bigint NOT NULL CHECK (number > 0),
    state text NOT NULL,
    payments bigint NOT NULL CHECK (payments >= 0),
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    prepared_by uuid NOT NULL REFERENCES officers (id),
    approved_by uuid REFERENCES officers (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT payment_batches_number UNIQUE (fund, number),
    CONSTRAINT payment_batches_of_two CHECK (approved_by <> prepared_by),
    CHECK (state <> 'approved' OR approved_by IS NOT NULL)
);
CREATE INDEX payment_batches_by_union ON payment_batches (union_id, id);

-- The payments of a batch; to whom is sealed under the key of the case. An award has one payment under way.
CREATE TABLE payments (
    id uuid PRIMARY KEY,
    batch uuid NOT NULL REFERENCES payment_batches (id),
    line bigint NOT NULL CHECK (line > 0),
    fund uuid NOT NULL REFERENCES funds (id),
    award uuid NOT NULL REFERENCES awards (id),
    application uuid NOT NULL REFERENCES applications (id),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state text NOT NULL,
    recipient bytea NOT NULL,
    grounds text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT payments_line UNIQUE (batch, line)
);
CREATE UNIQUE INDEX payments_one_of_an_award ON payments (award) WHERE state <> 'dropped';
CREATE INDEX payments_by_application ON payments (application, id);
CREATE INDEX payments_by_fund ON payments (fund, id)
