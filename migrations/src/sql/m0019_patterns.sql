-- Who called on which household on which day, beside the cases in which it is sealed: so that it is looked for across them.
-- Of visits recorded before this table was there it knows nothing.
CREATE TABLE visits (
    id uuid PRIMARY KEY,
    application uuid NOT NULL REFERENCES applications (id),
    dossier uuid NOT NULL REFERENCES dossiers (id),
    day bigint NOT NULL,
    visitors text NOT NULL
);
CREATE INDEX visits_by_application ON visits (application);
CREATE INDEX visits_by_day ON visits (day);

-- By which telephone, card and account a person is found: a keyed hash of each, and no value. Of persons who were entered
-- before this table was there it knows nothing until they are changed.
CREATE TABLE contact_marks (
    person uuid NOT NULL REFERENCES persons (id),
    kind text NOT NULL CHECK (kind IN ('phone', 'card', 'account')),
    mark bytea NOT NULL,
    PRIMARY KEY (person, kind)
);
CREATE INDEX contact_marks_by_mark ON contact_marks (kind, mark);
