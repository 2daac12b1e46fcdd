-- What stands in cases and is looked for across them: a row each, written with its case; what it says is sealed.

-- The one register of exceptions: allowed by an officer, or recorded by themselves.
CREATE TABLE exceptions (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    kind text NOT NULL,
    officer uuid NOT NULL REFERENCES officers (id),
    day bigint NOT NULL,
    entry bytea NOT NULL
);
CREATE INDEX exceptions_by_application ON exceptions (application, id);
CREATE INDEX exceptions_by_campaign ON exceptions (campaign, id);

-- A desk is passed over in a case once, however often the case comes by.
CREATE UNIQUE INDEX exceptions_desk_passed ON exceptions (application, union_id) WHERE kind = 'desk_passed';

CREATE TABLE consents (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    giver text NOT NULL,
    covers text NOT NULL,
    withdrawn boolean NOT NULL,
    day bigint NOT NULL,
    entry bytea NOT NULL
);
CREATE INDEX consents_by_application ON consents (application, id);
CREATE INDEX consents_by_campaign ON consents (campaign, id);

-- An objection that follows its student stands with the application that it now holds.
CREATE TABLE objections (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    posting uuid NOT NULL REFERENCES postings (id),
    state text NOT NULL,
    entry bytea NOT NULL
);
CREATE INDEX objections_by_posting ON objections (posting, id);

-- Photographs of a posting where it hangs: the bytes are sealed in the data folder, under the key of the posting.
CREATE TABLE posting_photographs (
    id uuid PRIMARY KEY,
    posting uuid NOT NULL REFERENCES postings (id),
    media_type text NOT NULL,
    octets bigint NOT NULL,
    digest bytea NOT NULL,
    officer uuid NOT NULL REFERENCES officers (id),
    created_at bigint NOT NULL
);
CREATE INDEX posting_photographs_by_posting ON posting_photographs (posting, id)
