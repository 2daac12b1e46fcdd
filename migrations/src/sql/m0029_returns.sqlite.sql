DROP TRIGGER awards_being_paid;
CREATE TRIGGER awards_being_paid BEFORE UPDATE ON awards WHEN OLD.fund IS NOT NEW.fund AND EXISTS (SELECT 1 FROM payments WHERE award = OLD.id AND state NOT IN ('dropped', 'failed', 'returned')) BEGIN SELECT RAISE(ABORT, 'an award of which a payment is under way keeps its fund'); END;
CREATE TRIGGER payment_returns_stay BEFORE UPDATE ON payment_returns BEGIN SELECT RAISE(ABORT, 'what came back is not changed'); END;
CREATE TRIGGER payment_returns_remain BEFORE DELETE ON payment_returns BEGIN SELECT RAISE(ABORT, 'what came back is not deleted'); END;
