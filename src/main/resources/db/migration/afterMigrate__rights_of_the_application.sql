-- The application works as a role of its own where there is one: it reads and writes rows, and owns nothing, so that it can
-- neither change a table nor switch a trigger off. Runs as the owner after every start, so that new tables are covered.
do $$
begin
    if current_user <> 'countersign_app' and exists (select from pg_roles where rolname = 'countersign_app') then
        grant usage on schema countersign, public to countersign_app;
        grant select, insert, update, delete on all tables in schema countersign to countersign_app;
        grant select, insert, update, delete on all tables in schema public to countersign_app;
        grant usage, select on all sequences in schema countersign to countersign_app;
        grant usage, select on all sequences in schema public to countersign_app;
        -- What only a migration changes.
        revoke insert, update, delete on countersign.signing_policy, countersign.flyway_schema_history from countersign_app;
    end if;
end
$$;
