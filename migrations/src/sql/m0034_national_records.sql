-- How families stand in the national system: one record a dossier. Why it could not be taken, and what is otherwise there, is sealed
-- under the key of the dossier.
CREATE TABLE national_records (
    id uuid PRIMARY KEY,
    dossier uuid NOT NULL REFERENCES dossiers (id),
    union_id uuid NOT NULL REFERENCES unions (id),
    state text NOT NULL,
    due boolean NOT NULL,
    number text,
    taken bigint CHECK (taken > 0),
    touched_on bigint,
    entered_by uuid REFERENCES officers (id),
    said bytea,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    code bytea NOT NULL,
    CONSTRAINT national_records_one UNIQUE (dossier),
    CHECK (state NOT IN ('entered', 'acknowledged') OR number IS NOT NULL)
);
CREATE UNIQUE INDEX national_records_number ON national_records (number) WHERE number IS NOT NULL;
CREATE INDEX national_records_by_union ON national_records (union_id, id);
CREATE INDEX national_records_due ON national_records (id) WHERE due
