-- Numbers by which an officer was known before they were corrected: each counts as theirs until an administrator of
-- security has confirmed that it never was.
ALTER TABLE officers ADD COLUMN corrected_at bigint;
CREATE TABLE officer_numbers (
    id uuid PRIMARY KEY,
    officer uuid NOT NULL REFERENCES officers (id),
    citizen_id_hash bytea NOT NULL,
    citizen_id_hash_next bytea,
    sealed bytea NOT NULL,
    corrected_by uuid REFERENCES officers (id),
    corrected_at bigint NOT NULL,
    confirmed_by uuid REFERENCES officers (id),
    confirmed_at bigint,
    CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL))
);
CREATE INDEX officer_numbers_by_officer ON officer_numbers (officer);
CREATE INDEX officer_numbers_by_hash ON officer_numbers (citizen_id_hash);
