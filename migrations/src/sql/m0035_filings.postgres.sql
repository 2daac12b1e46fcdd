CREATE FUNCTION filings_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'where paper was filed is neither changed nor deleted'; END $$;
CREATE TRIGGER filings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON filings FOR EACH STATEMENT EXECUTE FUNCTION filings_stay();
