CREATE OR REPLACE FUNCTION award_keeps_fund() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.fund IS DISTINCT FROM NEW.fund AND EXISTS (SELECT 1 FROM payments WHERE award = OLD.id AND state NOT IN ('dropped', 'failed')) THEN RAISE EXCEPTION 'an award of which a payment is under way keeps its fund'; END IF; RETURN NEW; END $$;
CREATE FUNCTION bank_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what the bank was told or said is neither changed nor deleted'; END $$;
CREATE TRIGGER payment_sendings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_sendings FOR EACH STATEMENT EXECUTE FUNCTION bank_stays();
CREATE TRIGGER payment_answers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_answers FOR EACH STATEMENT EXECUTE FUNCTION bank_stays();
