CREATE FUNCTION payment_approvals_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'who approved is neither changed nor deleted'; END $$;
CREATE TRIGGER payment_approvals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_approvals FOR EACH STATEMENT EXECUTE FUNCTION payment_approvals_stay();
