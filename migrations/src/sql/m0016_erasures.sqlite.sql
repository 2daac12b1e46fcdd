CREATE TRIGGER subject_keys_erased BEFORE INSERT ON subject_keys WHEN EXISTS (SELECT 1 FROM erasures WHERE subject = NEW.subject) BEGIN SELECT RAISE(ABORT, 'the key of what was erased is not made again'); END;
CREATE TRIGGER erasures_destroy AFTER INSERT ON erasures BEGIN DELETE FROM subject_keys WHERE subject = NEW.subject; END;
CREATE TRIGGER erasures_stay BEFORE UPDATE OF subject, kind, erasure, at ON erasures BEGIN SELECT RAISE(ABORT, 'what was erased stays so'); END;
CREATE TRIGGER erasures_remain BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'what was erased stays so'); END;
