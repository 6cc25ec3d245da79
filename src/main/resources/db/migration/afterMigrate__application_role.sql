-- What the application's role may do: read, and change rows; nothing else, and nothing of what is final. Runs after every
-- start's migrations, so that the tables of a later migration are covered without a word in it, and changes only what
-- differs. Where the application connects as the owner there is nothing to grant; the start warns of it.
do $$
declare
    application constant name := '${application}';
    thing record;
begin
    if application = '' or application = current_user or (select rolsuper from pg_roles where rolname = application) then
        return;
    end if;
    -- Nodes that start together do so one after the other.
    perform pg_advisory_xact_lock(hashtext('countersign.application_role'));

    -- A temporary type or table is found before one of the same name elsewhere: nobody gets to put one before a trigger's.
    if has_database_privilege(application, current_database(), 'temporary')
            and (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) then
        execute format('revoke temporary on database %I from public, %I', current_database(), application);
    end if;
    if has_schema_privilege(application, 'public', 'create')
            and (select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = 'public') then
        execute format('revoke create on schema public from public, %I', application);
    end if;
    if not has_schema_privilege(application, 'countersign', 'usage') then
        execute format('grant usage on schema countersign to %I', application);
    end if;

    for thing in
        with asked as (
            select c.oid, c.relkind, c.relacl,
                case
                    when c.relkind = 'S' then array['USAGE']
                    -- What was migrated, and the policy of two signers, change by migrations only.
                    when c.relkind in ('v', 'm') or c.relname in ('flyway_schema_history', 'signing_policy') then array['SELECT']
                    else array['INSERT', 'SELECT']
                        || case when guarded.against_update then null else array['UPDATE'] end
                        || case when guarded.against_delete then null else array['DELETE'] end
                end as wanted
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            -- The names of the triggers say what is final; bits 3 and 4 of their type stand for delete and update. One
            -- that looks at some columns or rows only leaves the privilege to the trigger.
            cross join lateral (
                select coalesce(bool_or(t.tgname like '%\_never\_changed' and t.tgtype & 16 > 0), false) as against_update,
                    coalesce(bool_or(t.tgtype & 8 > 0), false) as against_delete
                from pg_trigger t
                where t.tgrelid = c.oid and not t.tgisinternal and t.tgqual is null and t.tgattr = ''::int2vector
                  and (t.tgname like '%\_never\_changed' or t.tgname like '%\_never\_deleted' or t.tgname like '%\_only\_ends')) guarded
            where c.relkind in ('r', 'p', 'v', 'm', 'S') and (n.nspname = 'countersign' or (n.nspname = 'public' and c.relname like 'act\_%')))
        select a.oid::regclass as name, case when a.relkind = 'S' then 'sequence' else 'table' end as kind, a.wanted
        from asked a
        cross join lateral (select array(select g.privilege_type from aclexplode(a.relacl) g
            where g.grantee = (select oid from pg_roles where rolname = application)) as given) had
        where not (had.given @> a.wanted and had.given <@ a.wanted)
        order by a.oid
    loop
        execute format('revoke all on %s %s from %I', thing.kind, thing.name, application);
        execute format('grant %s on %s %s to %I', array_to_string(thing.wanted, ', '), thing.kind, thing.name, application);
    end loop;
end
$$;
