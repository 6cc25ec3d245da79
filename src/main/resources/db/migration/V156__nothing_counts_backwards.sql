-- What was signed and received is judged by what held then. So the application's role ends nothing in the past and adds
-- nothing to the catalogue for days that are over; the owner of the database may correct what was entered wrongly.

create function countersign.clock_tolerance() returns interval language sql stable as $$
    select make_interval(mins => p.clock_minutes) from countersign.signing_policy p
    where p.valid_from <= (now() at time zone 'UTC')::date order by p.valid_from desc limit 1
$$;
comment on function countersign.clock_tolerance is 'How far the application''s clock may be from the database''s.';

create or replace function countersign.signature_is_made_now() returns trigger language plpgsql as $$
begin
    if new.signed_at not between clock_timestamp() - countersign.clock_tolerance() and clock_timestamp() + countersign.clock_tolerance() then
        raise exception 'A signature is made now, not at %: check the clock of the application against that of its database.', new.signed_at
            using errcode = 'CS011';
    end if;
    return new;
end
$$;

create function countersign.ends_from_now_on() returns trigger language plpgsql as $$
declare
    ending timestamptz := (to_jsonb(new) ->> tg_argv[0])::timestamptz;
begin
    if countersign.by_the_application(tg_relid) and ending < clock_timestamp() - countersign.clock_tolerance() then
        raise exception 'It ends now or later, not at %: what was signed before stays judged by what held then.', ending using errcode = 'CS011';
    end if;
    return new;
end
$$;
create trigger signing_authority_ends_from_now_on before update on countersign.signing_authority
    for each row execute function countersign.ends_from_now_on('valid_to');
create trigger absence_ends_from_now_on before update on countersign.absence
    for each row execute function countersign.ends_from_now_on('ends');

-- A version of a clause says which amendments are free and which terms may go unasked: entered for earlier days, it would
-- free packages received while it did not hold. A last day may be yesterday, where a successor begins today.
create function countersign.days_count_from_now_on() returns trigger language plpgsql as $$
declare
    today date := ((clock_timestamp() - countersign.clock_tolerance()) at time zone 'UTC')::date;
begin
    if countersign.by_the_application(tg_relid) and (tg_op = 'INSERT' and new.valid_from < today or tg_op = 'UPDATE' and new.valid_to < today - 1) then
        raise exception 'Clauses and affiliates begin today or later and end when their successors begin: what was received before keeps those of its day.'
            using errcode = 'CS011';
    end if;
    return new;
end
$$;
create trigger clause_days_count_from_now_on before insert or update on countersign.clause
    for each row execute function countersign.days_count_from_now_on();
create trigger entity_days_count_from_now_on before update on countersign.contracting_entity
    for each row execute function countersign.days_count_from_now_on();

-- Where no policy holds on a day, nothing goes unasked.
create or replace function countersign.may_go_unasked(asked countersign.special_term, on_day date) returns boolean language sql stable as $$
    select coalesce((select p.unasked_class from countersign.signing_policy p where p.valid_from <= on_day order by p.valid_from desc limit 1)
        >= greatest(asked.term_class, coalesce((
            select case when asked.text is null or countersign.term_hash(c.code, asked.text, null) = countersign.term_hash(c.code, c.text, null)
                then c.term_class else greatest(c.term_class, c.own_wording_class) end
            from countersign.clause c where c.code = asked.code and c.version = asked.clause_version), 'T3')), false)
$$;

-- Without a finding nobody has to judge it: what the examination or a reviewer found stays.
create trigger finding_never_changed before update or delete on countersign.finding
    for each row execute function countersign.content_is_final();
create trigger finding_never_truncated before truncate on countersign.finding
    for each statement execute function countersign.content_is_final();
