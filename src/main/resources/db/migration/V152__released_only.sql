-- Who may sign, at which rates amounts compare, which affiliate signs and who is who decide as much as a signature does.
-- The application's role enters the first three only as somebody else released them, and never says who is who. The
-- owner of the database, and with it a migration, may still enter what an installation begins with.

create function countersign.by_the_application(of_table oid) returns boolean language sql stable as $$
    select not pg_has_role(c.relowner, 'usage') from pg_class c where c.oid = of_table
$$;
comment on function countersign.by_the_application is 'Whether a statement comes from a role that does not own the table.';

create unique index signing_authority_once_for_each_proposal on countersign.signing_authority (proposal);
comment on column countersign.signing_authority.proposal is 'The proposal that was released; null only in rows of earlier versions.';

create function countersign.authority_is_released() returns trigger language plpgsql as $$
begin
    if not exists (select from countersign.authority_proposal p where p.reference = new.proposal and p.kind = 'GRANT' and p.status = 'RELEASED'
            and p.beneficiary = new.signatory and p.facts ->> 'signatory' = new.signatory
            and p.facts ->> 'capacity' = new.capacity and p.facts ->> 'team' is not distinct from new.team
            and p.subsidiary is not distinct from new.subsidiary and p.facts ->> 'subsidiary' is not distinct from new.subsidiary
            and p.facts ->> 'programme' is not distinct from new.programme
            and p.facts ->> 'contractingEntity' is not distinct from new.contracting_entity
            and p.facts ->> 'termClass' = new.term_class
            and p.facts ->> 'currency' = new.currency and (p.facts ->> 'limit')::numeric = new.limit_amount
            and new.valid_from >= greatest((p.facts ->> 'validFrom')::timestamp at time zone 'UTC', p.decided_at)
            and new.valid_to is not distinct from ((p.facts ->> 'validTo')::timestamp + interval '1 day') at time zone 'UTC'
            and p.proposed_by = new.granted_by and p.decided_by = new.approved_by
            and countersign.identity_of(p.decided_by) not in (countersign.identity_of(p.proposed_by), countersign.identity_of(new.signatory))) then
        raise exception 'An authority is entered as its proposal says, once somebody else has released it: that of % is not.', new.signatory
            using errcode = 'CS012';
    end if;
    return null;
end
$$;
-- After the row, so that its own constraints speak first.
create trigger authority_is_released after insert on countersign.signing_authority
    for each row execute function countersign.authority_is_released();

-- An authority ends earlier than it would have, or it is granted anew.
create or replace function countersign.signing_authority_only_ends() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'valid_to') = (to_jsonb(old) - 'valid_to')
            and new.valid_to <= coalesce(old.valid_to, 'infinity') then
        return new;
    end if;
    raise exception 'A signing authority is ended by its valid_to, never changed otherwise: % refused', tg_op;
end
$$;

alter table countersign.exchange_rate add column proposal varchar(32) references countersign.authority_proposal;
comment on column countersign.exchange_rate.proposal is 'The proposal that was released; null where the owner of the database entered it.';
create function countersign.rate_is_released() returns trigger language plpgsql as $$
begin
    if countersign.by_the_application(tg_relid) and not (new.day > (clock_timestamp() at time zone 'UTC')::date
            and exists (select from countersign.authority_proposal p where p.reference = new.proposal and p.kind = 'RATE' and p.status = 'RELEASED'
                and p.facts ->> 'currency' = new.currency and (p.facts ->> 'perEuro')::numeric = new.per_euro
                and new.day = greatest((p.facts ->> 'day')::date, (p.decided_at at time zone 'UTC')::date + 1))) then
        raise exception 'A rate of % is entered as its proposal says, once somebody else has released it, and counts from tomorrow at the earliest.', new.currency
            using errcode = 'CS012';
    end if;
    return new;
end
$$;
create trigger rate_is_released before insert on countersign.exchange_rate for each row execute function countersign.rate_is_released();

alter table countersign.contracting_entity add column proposal varchar(32) references countersign.authority_proposal;
comment on column countersign.contracting_entity.proposal is 'The proposal that was released; null where the owner of the database entered it.';
create function countersign.entity_is_released() returns trigger language plpgsql as $$
begin
    if countersign.by_the_application(tg_relid) and not (new.valid_from > (clock_timestamp() at time zone 'UTC')::date and new.valid_to is null
            and exists (select from countersign.authority_proposal p where p.reference = new.proposal and p.kind = 'ENTITY' and p.status = 'RELEASED'
                and p.facts ->> 'code' = new.code and p.facts ->> 'name' = new.name and p.facts ->> 'country' = new.country
                and new.valid_from = greatest((p.facts ->> 'validFrom')::date, (p.decided_at at time zone 'UTC')::date + 1))) then
        raise exception 'Who signs for % is entered as its proposal says, once somebody else has released it, and counts from tomorrow at the earliest.', new.country
            using errcode = 'CS012';
    end if;
    return new;
end
$$;
create trigger entity_is_released before insert on countersign.contracting_entity for each row execute function countersign.entity_is_released();

-- Whoever could say that two accounts are two people could approve, release and sign alone.
create function countersign.identity_is_kept() returns trigger language plpgsql as $$
begin
    if countersign.by_the_application(tg_relid) and (case tg_op
            when 'INSERT' then new.identity is not null
            when 'UPDATE' then new.identity is distinct from old.identity or new.user_id <> old.user_id
            else old.identity is not null end) then
        raise exception 'Who is behind an account is entered by the owner of the database, not by the application.' using errcode = 'CS013';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger person_identity_is_kept before insert or update or delete on countersign.person
    for each row execute function countersign.identity_is_kept();
comment on column countersign.person.identity is 'The human being behind the account, for instance a personnel number: two accounts with one identity are one person. Null: the account is the person. Only the owner of the database enters it.';
