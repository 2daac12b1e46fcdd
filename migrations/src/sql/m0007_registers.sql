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

-- What the public says of a line of a posting. The case does not know of it until an officer admits it; the same words on
-- the same line, known by a keyed hash, are kept once, whatever became of them.
CREATE TABLE concerns (
    id uuid PRIMARY KEY,
    posting uuid NOT NULL REFERENCES postings (id),
    line bigint NOT NULL,
    application uuid NOT NULL REFERENCES applications (id),
    number text NOT NULL,
    state text NOT NULL,
    said bytea NOT NULL,
    entry bytea NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX concerns_said_once ON concerns (said);
CREATE INDEX concerns_by_posting ON concerns (posting, line, state);
CREATE INDEX concerns_by_application ON concerns (application, id);

-- The days on which something said of a line was not kept, because so much waited unread.
CREATE TABLE concerns_missed (
    posting uuid NOT NULL REFERENCES postings (id),
    line bigint NOT NULL,
    day bigint NOT NULL,
    application uuid NOT NULL REFERENCES applications (id),
    PRIMARY KEY (posting, line, day)
);

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
