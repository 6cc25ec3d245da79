-- Both books compared: each run, and what differs until it vanishes or somebody signs it off.

create table countersign.roc_reconciliation (
    id           bigint       generated always as identity primary key,
    began_at     timestamptz  not null,
    ended_at     timestamptz,
    asked_by     varchar(64)  not null,
    orders_from  timestamptz  not null,
    orders_here  integer,
    orders_there integer,
    differences  integer,
    problem      varchar(1000),
    constraint roc_reconciliation_ended_with_figures_or_a_problem check (
        (ended_at is null and differences is null and problem is null)
        or (ended_at is not null and (problem is null) = (orders_here is not null and orders_there is not null and differences is not null)))
);
create index roc_reconciliation_by_begin on countersign.roc_reconciliation (began_at desc);
comment on column countersign.roc_reconciliation.asked_by is 'User id, or system for the run that is due every quarter of an hour.';

create table countersign.roc_difference (
    id              bigint       generated always as identity primary key,
    idempotency_key varchar(64)  not null,
    reference       varchar(32)  not null,
    kind            varchar(16)  not null,
    what            varchar(16)  not null,
    ours            varchar(200),
    theirs          varchar(200),
    owner           varchar(32)  not null,
    opened_at       timestamptz  not null,
    opened_by_run   bigint       not null references countersign.roc_reconciliation,
    seen_by_run     bigint       not null references countersign.roc_reconciliation,
    closed_at       timestamptz,
    signed_off_by   varchar(64),
    because         varchar(1000),
    issue           varchar(32),
    constraint roc_difference_kind_is_known check (kind in ('MISSING_THERE', 'MISSING_HERE', 'DIFFERENT')),
    constraint roc_difference_what_is_known check (what in ('ORDER', 'STATUS', 'AMOUNT', 'CURRENCY', 'CASE', 'AGREEMENT', 'INBOX')),
    constraint roc_difference_signed_off_with_a_reason check ((signed_off_by is null) = (because is null) and (signed_off_by is null or closed_at is not null))
);
create unique index roc_difference_one_open on countersign.roc_difference (idempotency_key, what) where closed_at is null;
create index roc_difference_signed_off on countersign.roc_difference (idempotency_key, what) where signed_off_by is not null;
comment on table countersign.roc_difference is 'Open until it vanishes, or until somebody signs it off with a reason; the same difference is not opened again after that.';
comment on column countersign.roc_difference.what is 'AGREEMENT: the handoff and its agreement differ among ourselves. INBOX: the center told something that was not understood.';
comment on column countersign.roc_difference.issue is 'Number of the issue it opened, once a second run had seen it and its agreement is ours.';
comment on column countersign.roc_difference.owner is 'Role that has to clear it.';
