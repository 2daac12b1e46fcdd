DROP TRIGGER awards_being_paid;
CREATE TRIGGER awards_being_paid BEFORE UPDATE ON awards WHEN OLD.fund IS NOT NEW.fund AND EXISTS (SELECT 1 FROM payments WHERE award = OLD.id AND state NOT IN ('dropped', 'failed', 'returned', 'reclaimed', 'recovered')) BEGIN SELECT RAISE(ABORT, 'an award of which a payment is under way keeps its fund'); END;
