CREATE FUNCTION erased_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what was erased stays so'; END $$;
CREATE FUNCTION erased_has_no_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM erasures WHERE subject = NEW.subject) THEN RAISE EXCEPTION 'the key of what was erased is not made again'; END IF; RETURN NEW; END $$;
CREATE FUNCTION erased_loses_its_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM subject_keys WHERE subject = NEW.subject; RETURN NULL; END $$;
CREATE TRIGGER subject_keys_erased BEFORE INSERT ON subject_keys FOR EACH ROW EXECUTE FUNCTION erased_has_no_key();
CREATE TRIGGER erasures_destroy AFTER INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION erased_loses_its_key();
CREATE TRIGGER erasures_stay BEFORE UPDATE OF subject, kind, erasure, at ON erasures FOR EACH ROW EXECUTE FUNCTION erased_is_kept();
CREATE TRIGGER erasures_remain BEFORE DELETE OR TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION erased_is_kept();
