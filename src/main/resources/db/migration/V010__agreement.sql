-- The record: agreements, their submissions and findings, and the work list kept beside the engine's tasks.

create table countersign.subsidiary (
    code    varchar(8)  primary key,
    name    varchar(80) not null,
    zone    varchar(40) not null,
    country char(2)     not null,
    opens   time        not null,
    closes  time        not null,
    constraint subsidiary_opens_before_it_closes check (opens < closes)
);
comment on table countersign.subsidiary is 'Desks and their office hours; deadlines in business hours count inside them. Country selects the public holidays.';

insert into countersign.subsidiary (code, name, zone, country, opens, closes) values
    ('DE', 'Germany, Austria, Switzerland', 'Europe/Berlin', 'DE', '09:00', '17:00'),
    ('FR', 'France, Belgium, Luxembourg', 'Europe/Paris', 'FR', '09:00', '17:00');

create table countersign.served_country (
    country    char(2)     not null,
    subsidiary varchar(8)  not null references countersign.subsidiary,
    valid_from date        not null,
    valid_to   date,
    primary key (country, valid_from),
    constraint served_country_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.served_country is 'Which desk serves a customer of which country, and when. Defaults of this installation.';

insert into countersign.served_country (country, subsidiary, valid_from) values
    ('DE', 'DE', '2000-01-01'), ('AT', 'DE', '2000-01-01'), ('CH', 'DE', '2000-01-01'),
    ('FR', 'FR', '2000-01-01'), ('BE', 'FR', '2000-01-01'), ('LU', 'FR', '2000-01-01');

create sequence countersign.agreement_number increment by 50 start with 101;
comment on sequence countersign.agreement_number is 'Each node takes 50 numbers at a time; gaps are normal, no number is used twice.';

create table countersign.agreement (
    reference        varchar(32)    primary key,
    reseller         varchar(64)    not null,
    subsidiary       varchar(8)     not null references countersign.subsidiary,
    package_id       varchar(64)    not null,
    programme        varchar(16)    not null,
    scenario         varchar(24)    not null,
    segment          varchar(16)    not null,
    customer         varchar(200)   not null,
    customer_country char(2)        not null,
    currency         char(3)        not null,
    total_value      numeric(19, 4) not null,
    term_start       date,
    term_end         date,
    status           varchar(24)    not null,
    route            varchar(24),
    waits_for        varchar(200),
    waits_since      timestamptz,
    waits_until      timestamptz,
    submission       integer        not null,
    content_hash     char(64)       not null,
    roc_case         varchar(64),
    invoice          varchar(64),
    decided_by       varchar(64),
    decision_reason  varchar(2000),
    received_at      timestamptz    not null,
    changed_at       timestamptz    not null,
    closed_at        timestamptz,
    version          integer        not null,
    constraint agreement_status_is_known check (status in ('RECEIVED', 'IN_REVIEW', 'RETURNED', 'AWAITING_TERMS', 'ON_CREDIT_HOLD',
        'READY_TO_SIGN', 'COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ON_HOLD', 'ROC_REJECTED', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED',
        'BOOKED', 'WITHDRAWN', 'DECLINED', 'EXPIRED')),
    constraint agreement_closed_exactly_when_done check ((closed_at is not null) = (status in ('BOOKED', 'WITHDRAWN', 'DECLINED', 'EXPIRED'))),
    constraint agreement_value_not_negative check (total_value >= 0),
    constraint agreement_submission_counts_from_one check (submission >= 1)
) with (fillfactor = 80);

create index agreement_by_status on countersign.agreement (subsidiary, status, received_at desc);
create index agreement_by_reseller on countersign.agreement (reseller, received_at desc);
create index agreement_by_receipt on countersign.agreement (received_at desc);

create table countersign.submission (
    reference     varchar(32) not null references countersign.agreement,
    number        integer     not null,
    facts         jsonb       not null,
    content_hash  char(64)    not null,
    received_at   timestamptz not null,
    received_from varchar(64) not null,
    route         varchar(24),
    route_reason  varchar(400),
    route_version integer,
    sampled       boolean,
    primary key (reference, number),
    constraint submission_number_counts_from_one check (number >= 1)
);

create table countersign.submission_document (
    reference varchar(32)  not null,
    number    integer      not null,
    position  integer      not null,
    sha256    char(64)     not null,
    type      varchar(16)  not null,
    code      varchar(80),
    file_name varchar(200) not null,
    role      varchar(16)  not null,
    signatory varchar(64),
    signed_at timestamptz,
    primary key (reference, number, role, position),
    foreign key (reference, number) references countersign.submission,
    constraint submission_document_role_is_known check (role in ('RECEIVED', 'COUNTERSIGNED')),
    constraint submission_document_says_who_signed check ((role = 'COUNTERSIGNED') = (signatory is not null and signed_at is not null))
);

create table countersign.finding (
    reference   varchar(32)  not null,
    number      integer      not null,
    position    integer      not null,
    code        varchar(16)  not null,
    severity    varchar(8)   not null,
    fault_party varchar(16)  not null,
    reason_code varchar(8),
    path        varchar(200),
    document    varchar(200),
    page        integer,
    value       varchar(1000),
    message     varchar(1000) not null,
    cure        varchar(1000) not null,
    primary key (reference, number, position),
    foreign key (reference, number) references countersign.submission,
    constraint finding_severity_is_known check (severity in ('BLOCKER', 'WARNING', 'INFO'))
);

create table countersign.review (
    id          uuid          primary key,
    reference   varchar(32)   not null,
    number      integer       not null,
    decision    varchar(16)   not null,
    reason      varchar(2000),
    reviewed_by varchar(64)   not null,
    reviewed_at timestamptz   not null,
    foreign key (reference, number) references countersign.submission,
    constraint review_decision_is_known check (decision in ('pass', 'return', 'decline')),
    constraint review_says_why check (decision = 'pass' or reason is not null)
);
create index review_by_agreement on countersign.review (reference, number);

create table countersign.intake_key (
    reseller     varchar(64)  not null,
    key          varchar(100) not null,
    request_hash char(64)     not null,
    reference    varchar(32)  not null references countersign.agreement,
    answer       jsonb        not null,
    created_at   timestamptz  not null,
    primary key (reseller, key)
);
comment on table countersign.intake_key is 'The answer given to a request, by the key its sender chose: the same request again gets the same answer.';

create table countersign.work_item (
    task_id    varchar(64)  primary key,
    task_key   varchar(80)  not null,
    name       varchar(200) not null,
    reference  varchar(32)  not null references countersign.agreement,
    subsidiary varchar(8)   not null,
    groups     varchar(80)[] not null,
    assignee   varchar(64),
    priority   integer      not null,
    created_at timestamptz  not null,
    due_at     timestamptz
);
create index work_item_by_assignee on countersign.work_item (assignee, priority desc) where assignee is not null;
create index work_item_by_group on countersign.work_item using gin (groups) where assignee is null;
create index work_item_by_agreement on countersign.work_item (reference);
comment on table countersign.work_item is 'Open user tasks, kept in the engine''s own transaction, so that lists and counts never scan the engine''s tables.';
