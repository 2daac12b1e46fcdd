CREATE TRIGGER filings_stay BEFORE UPDATE ON filings BEGIN SELECT RAISE(ABORT, 'where paper was filed is not changed'); END;
CREATE TRIGGER filings_remain BEFORE DELETE ON filings BEGIN SELECT RAISE(ABORT, 'where paper was filed is not deleted'); END;
CREATE TRIGGER filings_again BEFORE INSERT ON filings WHEN EXISTS (SELECT 1 FROM filings WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'where paper was filed is not written over'); END;
