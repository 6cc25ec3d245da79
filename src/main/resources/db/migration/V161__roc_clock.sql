-- How far a center got with a handoff, and when: what the ledger shows, and what the center's clock is read from.

alter table countersign.roc_outbox
    add column acknowledged_at timestamptz,
    add column accepted_at timestamptz,
    add column processed_at timestamptz,
    add column invoiced_at timestamptz,
    add column ended_at timestamptz,
    add column due_at timestamptz,
    add column seconds_left integer,
    add constraint roc_outbox_clock_runs_or_pauses check (due_at is null or seconds_left is null);
comment on column countersign.roc_outbox.acknowledged_at is 'By the center''s own clock, but not before what came earlier nor after the moment we heard of it; so each of the five.';
comment on column countersign.roc_outbox.ended_at is 'When it was rejected, refused, cancelled or recalled.';
comment on column countersign.roc_outbox.due_at is 'End of the center''s present clock; empty where none runs or it pauses.';
comment on column countersign.roc_outbox.seconds_left is 'What is left of the center''s clock while it pauses, in the hours that it counts.';

-- What was handed over before, as far as the answers tell.
update countersign.roc_outbox o
set acknowledged_at = e.acknowledged, accepted_at = e.accepted, processed_at = e.processed, invoiced_at = e.invoiced, ended_at = e.ended
from (
    select i.idempotency_key as key,
        min(i.received_at) filter (where i.type = 'ACKNOWLEDGED') as acknowledged,
        min(i.received_at) filter (where i.type = 'ACCEPTED') as accepted,
        min(i.received_at) filter (where i.type = 'PROCESSED') as processed,
        min(i.received_at) filter (where i.type = 'INVOICED') as invoiced,
        min(i.received_at) filter (where i.type in ('REJECTED', 'CANCELLED')) as ended
    from countersign.roc_inbox i where i.state = 'DONE' group by i.idempotency_key) e
where o.idempotency_key = e.key;

create index roc_outbox_by_day on countersign.roc_outbox using brin (created_at);
