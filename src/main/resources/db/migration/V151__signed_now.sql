-- A signature says when it was made, and the proof judges authorities, approvals and rates at that moment: so it must be
-- the present moment, or an authority of the past could be used again.

alter table countersign.signing_policy
    add column clock_minutes integer not null default 10,
    add constraint signing_policy_clock_minutes_positive check (clock_minutes > 0);
comment on column countersign.signing_policy.clock_minutes is 'How far the moment of a signature may be from the database''s clock, in minutes. Default of this installation.';

create function countersign.signature_is_made_now() returns trigger language plpgsql as $$
declare
    minutes integer;
begin
    select p.clock_minutes into minutes from countersign.signing_policy p
    where p.valid_from <= (now() at time zone 'UTC')::date order by p.valid_from desc limit 1;
    if new.signed_at not between clock_timestamp() - make_interval(mins => minutes) and clock_timestamp() + make_interval(mins => minutes) then
        raise exception 'A signature is made now, not at %: check the clock of the application against that of its database.', new.signed_at
            using errcode = 'CS011';
    end if;
    return new;
end
$$;
create trigger signature_is_made_now before insert on countersign.signature
    for each row execute function countersign.signature_is_made_now();
