CREATE TRIGGER log_entries_wait AFTER INSERT ON log_entries BEGIN INSERT INTO log_pending (entry) VALUES (NEW.id); END;
CREATE TRIGGER log_entries_stay BEFORE UPDATE ON log_entries BEGIN SELECT RAISE(ABORT, 'what stands in the log is not changed'); END;
CREATE TRIGGER log_entries_remain BEFORE DELETE ON log_entries BEGIN SELECT RAISE(ABORT, 'what stands in the log is not deleted'); END;
CREATE TRIGGER log_positions_stay BEFORE UPDATE ON log_positions BEGIN SELECT RAISE(ABORT, 'what stands in the log is not changed'); END;
CREATE TRIGGER log_positions_remain BEFORE DELETE ON log_positions BEGIN SELECT RAISE(ABORT, 'what stands in the log is not deleted'); END;
CREATE TRIGGER log_checkpoints_stay BEFORE UPDATE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'what stands in the log is not changed'); END;
CREATE TRIGGER log_checkpoints_remain BEFORE DELETE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'what stands in the log is not deleted'); END;
