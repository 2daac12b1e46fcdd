-- What was known of a person before it was corrected, sealed as what is known today is.
CREATE TABLE person_versions (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES persons (id),
    until bigint NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX person_versions_by_person ON person_versions (person, id)
