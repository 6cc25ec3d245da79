-- Work is no longer only about agreements: a task may be about a request for special terms before any package exists.

alter table countersign.work_item drop constraint work_item_reference_fkey;
alter table countersign.work_item add column candidates varchar(64)[] not null default '{}';
create index work_item_by_candidate on countersign.work_item using gin (candidates) where assignee is null;
comment on column countersign.work_item.reference is 'What the task is about: a row of the view work_subject.';
comment on column countersign.work_item.candidates is 'People whom it is offered to by name, for instance as the cover of somebody absent.';

create view countersign.work_subject as
    select reference, 'AGREEMENT' as kind, subsidiary, reseller, customer, total_value as value, currency, status
    from countersign.agreement
    union all
    select reference, 'SPECIAL_TERMS', subsidiary, reseller, customer, value, currency, status
    from countersign.special_terms_request;
comment on view countersign.work_subject is 'Everything that a task or an event may be about, with what a list shows of it.';
