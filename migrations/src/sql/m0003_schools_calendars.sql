-- A school between two days; the entry without a last day holds, and there is one of it.
CREATE TABLE schools (
    id uuid PRIMARY KEY,
    scheme text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    province text,
    level text NOT NULL,
    public boolean,
    military boolean,
    corrected boolean NOT NULL,
    valid_from bigint,
    valid_to bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX schools_in_force ON schools (scheme, code) WHERE valid_to IS NULL;
CREATE INDEX schools_by_code ON schools (scheme, code);
CREATE INDEX schools_by_province ON schools (province, id);

-- A year of which days were announced; its version stands for all of them.
CREATE TABLE calendar_years (
    year integer PRIMARY KEY,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE TABLE calendar_days (
    day bigint PRIMARY KEY,
    year integer NOT NULL REFERENCES calendar_years (year),
    kind text NOT NULL,
    title text NOT NULL,
    source text NOT NULL
);
CREATE INDEX calendar_days_by_year ON calendar_days (year, day)
