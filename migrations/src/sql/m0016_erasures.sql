-- What was erased, and by which erasure: the keys of these subjects were destroyed, and none is made for them again. What is said
-- of a subject since then is sealed under the key of the erasure. When files and kept answers were gone too, it is cleared.
CREATE TABLE erasures (
    subject uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('application', 'dossier', 'posting', 'person')),
    erasure uuid NOT NULL,
    at bigint NOT NULL,
    cleared_at bigint
);
CREATE INDEX erasures_uncleared ON erasures (erasure) WHERE cleared_at IS NULL;
ALTER TABLE applications ADD COLUMN erased_at bigint;
ALTER TABLE dossiers ADD COLUMN erased_at bigint
