-- The audit trail: one row for every business event, added in the event's own transaction, never changed.

create table countersign.audit_event (
    sequence    bigint        generated always as identity primary key,
    reference   varchar(32)   not null,
    type        varchar(60)   not null,
    occurred_at timestamptz   not null,
    actor       varchar(64)   not null,
    summary     varchar(1000) not null,
    facts       jsonb         not null
);
create index audit_event_by_agreement on countersign.audit_event (reference, sequence);

create function countersign.audit_event_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is never changed: % refused', tg_op;
end
$$;

create trigger audit_event_never_changed before update or delete on countersign.audit_event
    for each row execute function countersign.audit_event_is_final();
create trigger audit_event_never_truncated before truncate on countersign.audit_event
    for each statement execute function countersign.audit_event_is_final();
