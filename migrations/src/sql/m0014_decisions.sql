-- What each act on a case was decided on, sealed with its line of history, so that all of them can be made again.
ALTER TABLE case_history ADD COLUMN decided bytea;
CREATE INDEX case_history_decisions ON case_history (id) WHERE decided IS NOT NULL;
