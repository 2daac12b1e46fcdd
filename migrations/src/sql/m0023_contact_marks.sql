-- The marks of telephones, cards and accounts turn with the keys by which citizen ids are found, in two columns as those do. What
-- was hashed otherwise is forgotten: of a person it is known again when they are changed, and of all after the next rotation.
DELETE FROM contact_marks;
DROP INDEX contact_marks_by_mark;
ALTER TABLE contact_marks DROP COLUMN mark;
ALTER TABLE contact_marks ADD COLUMN mark bytea;
ALTER TABLE contact_marks ADD COLUMN mark_next bytea;
CREATE INDEX contact_marks_by_mark ON contact_marks (mark);
CREATE INDEX contact_marks_by_mark_next ON contact_marks (mark_next)
