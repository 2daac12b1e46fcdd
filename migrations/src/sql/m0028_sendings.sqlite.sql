DROP TRIGGER awards_being_paid;
CREATE TRIGGER awards_being_paid BEFORE UPDATE ON awards WHEN OLD.fund IS NOT NEW.fund AND EXISTS (SELECT 1 FROM payments WHERE award = OLD.id AND state NOT IN ('dropped', 'failed')) BEGIN SELECT RAISE(ABORT, 'an award of which a payment is under way keeps its fund'); END;
CREATE TRIGGER payment_sendings_stay BEFORE UPDATE ON payment_sendings BEGIN SELECT RAISE(ABORT, 'what was handed to the bank is not changed'); END;
CREATE TRIGGER payment_sendings_remain BEFORE DELETE ON payment_sendings BEGIN SELECT RAISE(ABORT, 'what was handed to the bank is not deleted'); END;
CREATE TRIGGER payment_answers_stay BEFORE UPDATE ON payment_answers BEGIN SELECT RAISE(ABORT, 'what the bank said is not changed'); END;
CREATE TRIGGER payment_answers_remain BEFORE DELETE ON payment_answers BEGIN SELECT RAISE(ABORT, 'what the bank said is not deleted'); END;
