CREATE TRIGGER payment_approvals_stay BEFORE UPDATE ON payment_approvals BEGIN SELECT RAISE(ABORT, 'who approved is not changed'); END;
CREATE TRIGGER payment_approvals_remain BEFORE DELETE ON payment_approvals BEGIN SELECT RAISE(ABORT, 'who approved is not deleted'); END;
CREATE TRIGGER payment_approvals_again BEFORE INSERT ON payment_approvals WHEN EXISTS (SELECT 1 FROM payment_approvals WHERE id = NEW.id OR (batch = NEW.batch AND officer = NEW.officer)) BEGIN SELECT RAISE(ABORT, 'who approved is not written over'); END;
