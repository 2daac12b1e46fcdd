-- Money of one source for one campaign, with the union that pays from it, and to whom it goes (N26).
CREATE TABLE funds (
    id uuid PRIMARY KEY,
    union_id uuid NOT NULL REFERENCES unions (id),
    campaign uuid NOT NULL REFERENCES campaigns (id),
    source text NOT NULL,
    name text NOT NULL,
    payee text NOT NULL,
    national_record_first boolean NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    closed_at bigint,
    code bytea NOT NULL,
    CONSTRAINT funds_name UNIQUE (union_id, campaign, name)
);
CREATE INDEX funds_by_campaign ON funds (campaign, id);

-- How much of a fund stands on which account: changed with each entry of the ledger, in its transaction.
CREATE TABLE fund_balances (
    fund uuid PRIMARY KEY REFERENCES funds (id),
    available_fen bigint NOT NULL CONSTRAINT fund_balances_available CHECK (available_fen >= 0),
    committed_fen bigint NOT NULL CONSTRAINT fund_balances_committed CHECK (committed_fen >= 0)
);

-- What an approved case was awarded. A student has one award in a campaign that is not revoked.
CREATE TABLE awards (
    id uuid PRIMARY KEY,
    application uuid NOT NULL CONSTRAINT awards_application UNIQUE REFERENCES applications (id),
    campaign uuid NOT NULL REFERENCES campaigns (id),
    student uuid NOT NULL REFERENCES persons (id),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    priority text NOT NULL,
    state text NOT NULL,
    fund uuid REFERENCES funds (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL,
    CHECK (state IN ('awaiting_funds', 'committed', 'revoked')),
    CHECK ((state = 'committed') = (fund IS NOT NULL))
);
-- Of cases that are approved already; their codes come right after the step.
INSERT INTO awards (id, application, campaign, student, amount_fen, priority, state, fund, version, created_at, updated_at, code)
SELECT id, id, campaign, student, amount_fen, priority, 'awaiting_funds', NULL, 1, updated_at, updated_at, ''
FROM applications WHERE stage = 'approved' AND amount_fen IS NOT NULL AND erased_at IS NULL;
CREATE UNIQUE INDEX awards_one_of_a_student ON awards (campaign, student) WHERE state <> 'revoked';
CREATE INDEX awards_in_order ON awards (campaign, state, priority, application);
CREATE INDEX awards_by_fund ON awards (fund, id);

-- What moved money from one account of a fund to another: only ever added to.
CREATE TABLE ledger_entries (
    id uuid PRIMARY KEY,
    fund uuid NOT NULL REFERENCES funds (id),
    award uuid REFERENCES awards (id),
    kind text NOT NULL,
    from_account text NOT NULL,
    to_account text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    ground text,
    officer uuid,
    at bigint NOT NULL,
    code bytea NOT NULL,
    CHECK (from_account <> to_account)
);
CREATE INDEX ledger_entries_by_fund ON ledger_entries (fund, id);
CREATE INDEX ledger_entries_by_award ON ledger_entries (award, id);
CREATE INDEX ledger_entries_by_instant ON ledger_entries (fund, at)
