-- Whoever was in a household in any of its versions; who is in it today stands in memberships too. What is known of a person is
-- kept as long as one of these rows is there.
CREATE TABLE household_people (
    dossier uuid NOT NULL REFERENCES dossiers (id),
    person uuid NOT NULL REFERENCES persons (id),
    PRIMARY KEY (dossier, person)
);
CREATE INDEX household_people_by_person ON household_people (person);
INSERT INTO household_people (dossier, person) SELECT dossier, person FROM memberships
