-- How many officers approve a batch besides whoever prepared it.
ALTER TABLE payment_batches ADD COLUMN approvers bigint NOT NULL DEFAULT 1 CHECK (approvers > 0);

-- Who approved a batch that takes several, before the last of them, who stands with the batch itself.
CREATE TABLE payment_approvals (
    id uuid PRIMARY KEY,
    batch uuid NOT NULL REFERENCES payment_batches (id),
    officer uuid NOT NULL REFERENCES officers (id),
    at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT payment_approvals_once UNIQUE (batch, officer)
)
