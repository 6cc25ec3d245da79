-- Tests move the application's clock, not the database's.
update countersign.signing_policy set clock_minutes = 52560000;
