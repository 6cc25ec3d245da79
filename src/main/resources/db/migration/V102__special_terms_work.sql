-- What the desk does with requests for special terms: triage, escalation, the answers kept for repeated calls.

alter table countersign.special_term alter column text type varchar(20000);
alter table countersign.clause alter column text type varchar(20000);
alter table countersign.clause add column own_wording_class char(2) not null default 'T3',
    add constraint clause_own_wording_class_is_known check (own_wording_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5'));
comment on column countersign.clause.own_wording_class is 'Default. Class of the term where it is asked for in another wording than the standard text; the graver of the two counts.';

create table countersign.terms_triage (
    reference  varchar(32)   not null,
    revision   integer       not null,
    decision   varchar(8)    not null,
    reason     varchar(2000) not null,
    decided_by varchar(64)   not null,
    decided_at timestamptz   not null,
    primary key (reference, revision),
    foreign key (reference, revision) references countersign.special_terms_revision,
    constraint terms_triage_is_known check (decision in ('accept', 'return', 'refuse')),
    constraint terms_triage_says_why check (length(trim(reason)) > 0)
);
comment on table countersign.terms_triage is 'Who looked at a revision before its approvers do, and whether it went on. Whoever did never approves it.';

create table countersign.terms_escalation (
    reference    varchar(32) not null,
    revision     integer     not null,
    step         integer     not null,
    to_office    varchar(32) not null,
    escalated_at timestamptz not null,
    primary key (reference, revision, step, to_office),
    foreign key (reference, revision, step) references countersign.approval_step
);
comment on table countersign.terms_escalation is 'Steps that were not decided in time, and the office that may decide them as well since then.';

create table countersign.terms_delegation (
    reference    varchar(32)   not null,
    revision     integer       not null,
    step         integer       not null,
    number       integer       not null,
    delegated_by varchar(64)   not null,
    delegated_to varchar(64)   not null,
    reason       varchar(2000) not null,
    delegated_at timestamptz   not null,
    primary key (reference, revision, step, number),
    foreign key (reference, revision, step) references countersign.approval_step,
    constraint terms_delegation_goes_to_another check (delegated_by <> delegated_to)
);
comment on table countersign.terms_delegation is 'Approvers who passed a step to a colleague of the same office. The newest counts.';

create table countersign.terms_request_key (
    sender       varchar(64)  not null,
    key          varchar(100) not null,
    request_hash char(64)     not null,
    reference    varchar(32)  not null references countersign.special_terms_request,
    answer       jsonb        not null,
    created_at   timestamptz  not null,
    primary key (sender, key)
);
comment on table countersign.terms_request_key is 'The answer given to a request about special terms, by the key its sender chose.';

do $$
declare
    kept text;
begin
    foreach kept in array array['terms_triage', 'terms_escalation', 'terms_delegation'] loop
        execute format('create trigger %1$s_never_changed before update or delete on countersign.%1$s for each row execute function countersign.decision_is_final()', kept);
        execute format('create trigger %1$s_never_truncated before truncate on countersign.%1$s for each statement execute function countersign.decision_is_final()', kept);
    end loop;
end
$$;
