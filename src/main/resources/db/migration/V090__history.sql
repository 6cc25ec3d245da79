-- What the desk knows before a package arrives: orders seen, agreements in force, pre-flight receipts.

-- On submissions, which never change: an index on the agreement would get an entry with each change of its status.
create index submission_by_purchase_order on countersign.submission (received_from, (facts #>> '{purchaseOrder,number}'))
    where facts #>> '{purchaseOrder,number}' is not null;

alter table countersign.finding add column expected varchar(1000);
alter table countersign.finding add column repeats integer not null default 0;
alter table countersign.finding add constraint finding_repeats_not_negative check (repeats >= 0);
comment on column countersign.finding.expected is 'What should stand where the value was found.';
comment on column countersign.finding.repeats is 'How often the same rule blocked other packages of this reseller lately.';

create table countersign.running_agreement (
    enrolment           varchar(40)    primary key,
    agreement_number    varchar(40),
    programme           varchar(16)    not null,
    segment             varchar(16)    not null,
    form_version        varchar(120),
    customer            varchar(200)   not null,
    customer_country    char(2)        not null,
    subsidiary          varchar(8)     not null references countersign.subsidiary,
    partner_number      varchar(32)    not null,
    next_partner_number varchar(32),
    next_partner_from   date,
    currency            char(3)        not null,
    total_value         numeric(19, 4) not null,
    term_start          date           not null,
    term_end            date           not null,
    price_levels        jsonb          not null default '{}',
    origin              varchar(8)     not null,
    reference           varchar(32)    references countersign.agreement,
    recorded_by         varchar(64)    not null,
    recorded_at         timestamptz    not null,
    constraint running_agreement_origin_is_known check (origin in ('LEGACY', 'BOOKED')),
    constraint running_agreement_booked_has_reference check ((origin = 'BOOKED') = (reference is not null)),
    constraint running_agreement_ends_after_it_starts check (term_end >= term_start),
    constraint running_agreement_value_not_negative check (total_value >= 0),
    constraint running_agreement_next_partner_is_dated check ((next_partner_number is null) = (next_partner_from is null))
);
create index running_agreement_by_end on countersign.running_agreement (subsidiary, term_end);
create index running_agreement_by_partner on countersign.running_agreement (partner_number, term_end);
create index running_agreement_by_next_partner on countersign.running_agreement (next_partner_number, term_end)
    where next_partner_number is not null;
comment on table countersign.running_agreement is 'Agreements in force by enrolment number, executed here or elsewhere: what true-ups and renewals are compared with.';
comment on column countersign.running_agreement.partner_number is 'Public customer number of the partner of record.';
comment on column countersign.running_agreement.next_partner_number is 'Partner of a pending change of channel partner, of record from next_partner_from on.';
comment on column countersign.running_agreement.price_levels is 'Price level by product pool.';

create table countersign.preflight_receipt (
    number         varchar(40)  primary key,
    reseller       varchar(64)  not null references countersign.reseller (code),
    package_id     varchar(64)  not null,
    facts_hash     char(64)     not null,
    documents      jsonb        not null,
    rules_version  varchar(64)  not null,
    tables         jsonb        not null,
    route          varchar(24)  not null,
    blockers       integer      not null,
    warnings       integer      not null,
    issued_at      timestamptz  not null
);
create index preflight_receipt_by_reseller on countersign.preflight_receipt (reseller, issued_at desc);
create sequence countersign.preflight_number start with 101;
comment on table countersign.preflight_receipt is 'What a reseller had checked before submitting: hashes and versions, no content.';
comment on column countersign.preflight_receipt.documents is 'SHA-256 by file name.';
comment on column countersign.preflight_receipt.tables is 'Version by decision table that was asked.';
