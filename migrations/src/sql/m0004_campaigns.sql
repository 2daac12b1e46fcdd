-- A city has one campaign a year.
CREATE TABLE campaigns (
    id uuid PRIMARY KEY,
    year integer NOT NULL,
    name text NOT NULL,
    city uuid NOT NULL REFERENCES unions (id),
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT campaigns_year UNIQUE (city, year)
);

-- An edition of a campaign's policy; of those of a campaign one at most is in force.
CREATE TABLE editions (
    id uuid PRIMARY KEY,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    number integer NOT NULL CHECK (number > 0),
    status text NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
    content text NOT NULL,
    published_at bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT editions_number UNIQUE (campaign, number),
    CHECK ((status = 'draft') = (published_at IS NULL))
);
CREATE UNIQUE INDEX editions_in_force ON editions (campaign) WHERE status = 'published';

-- More time, given to one union; a mistaken one is followed by another, not changed.
CREATE TABLE extensions (
    id uuid PRIMARY KEY,
    campaign uuid NOT NULL REFERENCES campaigns (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    extension_of text NOT NULL,
    until bigint NOT NULL,
    reasons text NOT NULL,
    officer uuid REFERENCES officers (id),
    created_at bigint NOT NULL
);
CREATE INDEX extensions_by_campaign ON extensions (campaign, union_id)
