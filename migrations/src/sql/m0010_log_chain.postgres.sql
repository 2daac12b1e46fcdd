CREATE FUNCTION log_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log_pending (entry) VALUES (NEW.id); RETURN NULL; END $$;
CREATE FUNCTION log_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what stands in the log is neither changed nor deleted'; END $$;
CREATE TRIGGER log_entries_wait AFTER INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION log_waits();
CREATE TRIGGER log_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER log_positions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_positions FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
CREATE TRIGGER log_checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION log_stays();
