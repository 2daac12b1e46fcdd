-- By which edition a case is decided, and so how long it is kept; null before its first submission, and where it was not written since.
ALTER TABLE applications ADD COLUMN edition uuid;
-- Erasures before their time: one head of the city proposes each, another confirms it. Reasons are sealed under the key of the erasure.
CREATE TABLE erasure_proposals (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('application', 'dossier')),
    subject uuid NOT NULL,
    union_id uuid NOT NULL REFERENCES unions (id),
    reasons bytea NOT NULL,
    confirmation text NOT NULL CHECK (confirmation IN ('proposed', 'confirmed', 'declined')),
    proposed_by uuid NOT NULL REFERENCES officers (id),
    proposed_at bigint NOT NULL,
    decided_by uuid REFERENCES officers (id),
    version bigint NOT NULL,
    CHECK (confirmation <> 'confirmed' OR decided_by IS NOT NULL AND decided_by <> proposed_by)
);
CREATE INDEX erasure_proposals_by_union ON erasure_proposals (union_id, id);
CREATE UNIQUE INDEX erasure_proposals_one ON erasure_proposals (subject) WHERE confirmation = 'proposed'
