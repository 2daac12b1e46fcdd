-- What an assessment of today's facts comes to, for lists; brought up to date with what it was made on.
ALTER TABLE applications ADD COLUMN priority text NOT NULL DEFAULT 'g';
ALTER TABLE applications ADD COLUMN assessed_at bigint;

-- Since when a draft is one: by this, drafts whose time is over are found.
ALTER TABLE applications ADD COLUMN draft_since bigint;
CREATE INDEX applications_drafts ON applications (draft_since, id) WHERE draft_since IS NOT NULL;
CREATE INDEX applications_by_entry ON applications (entry_union, id);

-- By what cases are listed, beside each union that a case passes: a page is sought in one index, whoever asks.
ALTER TABLE roads ADD COLUMN campaign uuid REFERENCES campaigns (id);
ALTER TABLE roads ADD COLUMN number text NOT NULL DEFAULT '';
ALTER TABLE roads ADD COLUMN updated_at bigint NOT NULL DEFAULT 0;
ALTER TABLE roads ADD COLUMN priority text NOT NULL DEFAULT 'g';
UPDATE roads SET
    campaign = (SELECT a.campaign FROM applications a WHERE a.id = roads.application),
    number = (SELECT a.number FROM applications a WHERE a.id = roads.application),
    updated_at = (SELECT a.updated_at FROM applications a WHERE a.id = roads.application);
CREATE INDEX roads_by_campaign ON roads (union_id, campaign, application);
CREATE INDEX roads_by_number ON roads (union_id, number, application);
CREATE INDEX roads_by_change ON roads (union_id, updated_at, application);
CREATE INDEX roads_by_priority ON roads (union_id, priority, application);

-- What has changed since an instant.
CREATE INDEX unions_by_change ON unions (updated_at);
CREATE INDEX officers_by_change ON officers (updated_at);
CREATE INDEX accounts_by_change ON accounts (updated_at);
CREATE INDEX schools_by_change ON schools (updated_at);
CREATE INDEX dossiers_by_change ON dossiers (union_id, updated_at);
CREATE INDEX postings_by_change ON postings (union_id, updated_at)
