-- Many at once: what was uploaded, its rows and what became of each.

create sequence countersign.import_number start with 101;

create table countersign.bulk_import (
    id              varchar(32)   primary key,
    kind            varchar(8)    not null,
    sender          varchar(64)   not null,
    reseller        varchar(64)   references countersign.reseller (code),
    by_desk         boolean       not null,
    subsidiaries    varchar(8)[]  not null,
    idempotency_key varchar(100)  not null,
    request_hash    char(64)      not null,
    file_name       varchar(200)  not null,
    file_sha256     char(64)      not null,
    header          jsonb         not null,
    state           varchar(8)    not null,
    rows            integer       not null,
    size            bigint        not null,
    received_at     timestamptz   not null,
    changed_at      timestamptz   not null,
    finished_at     timestamptz,
    cleaned_at      timestamptz,
    constraint bulk_import_kind_is_known check (kind in ('PACKAGES', 'RUNNING')),
    constraint bulk_import_state_is_known check (state in ('RUNNING', 'STOPPED', 'FINISHED')),
    constraint bulk_import_of_packages_has_a_reseller check (kind <> 'PACKAGES' or reseller is not null),
    constraint bulk_import_of_a_reseller_is_its_own check (by_desk or (sender = reseller and subsidiaries = '{}')),
    constraint bulk_import_finished_when_it_says_so check ((state = 'FINISHED') = (finished_at is not null)),
    constraint bulk_import_cleaned_when_finished check (cleaned_at is null or state = 'FINISHED'),
    constraint bulk_import_key_is_used_once unique (sender, idempotency_key),
    constraint bulk_import_has_rows check (rows >= 1)
);
create index bulk_import_by_reseller on countersign.bulk_import (reseller, received_at desc);
create index bulk_import_by_receipt on countersign.bulk_import (received_at desc);
-- Where a claim begins, and what a sender has under way.
create index bulk_import_running on countersign.bulk_import (sender, id) where state = 'RUNNING';
create index bulk_import_to_clean on countersign.bulk_import (changed_at) where cleaned_at is null;
comment on table countersign.bulk_import is 'Files of many packages, or of many running agreements, sent at once.';
comment on column countersign.bulk_import.sender is 'Who uploaded it: a reseller''s code, or the user id of a person of the desk.';
comment on column countersign.bulk_import.reseller is 'Whose packages these are.';
comment on column countersign.bulk_import.by_desk is 'Whether a person of the desk uploaded it, who acts for its own desks only.';
comment on column countersign.bulk_import.subsidiaries is 'Desks of that person; empty where a reseller uploaded it.';
comment on column countersign.bulk_import.size is 'Bytes kept for it until it is cleaned.';

create table countersign.bulk_import_row (
    import      varchar(32)  not null references countersign.bulk_import,
    number      integer      not null,
    cells       jsonb,
    documents   jsonb        not null,
    key         varchar(100) not null,
    state       varchar(8)   not null,
    attempts    integer      not null default 0,
    fence       bigint       not null default 0,
    lease_until timestamptz,
    reference   varchar(32),
    submission  integer,
    status      varchar(24),
    repeated    boolean      not null default false,
    blockers    integer      not null default 0,
    warnings    integer      not null default 0,
    notes       integer      not null default 0,
    problems    jsonb        not null default '[]',
    done_at     timestamptz,
    primary key (import, number),
    constraint bulk_import_row_state_is_known check (state in ('PENDING', 'DONE', 'FAILED')),
    constraint bulk_import_row_done_when_it_says_so check ((state = 'PENDING') = (done_at is null)),
    constraint bulk_import_row_done_has_a_reference check (state <> 'DONE' or reference is not null),
    constraint bulk_import_row_failed_says_why check (state <> 'FAILED' or problems <> '[]')
) with (fillfactor = 80);
create index bulk_import_row_pending on countersign.bulk_import_row (import, number) where state = 'PENDING';
create index bulk_import_row_by_end on countersign.bulk_import_row (import, done_at desc) where done_at is not null;
comment on column countersign.bulk_import_row.number is 'Row of the file, counted from 1 with the header, as spreadsheet programs do.';
comment on column countersign.bulk_import_row.key is 'Idempotency key, derived from the row''s content: the same row in another file is the same request.';
comment on column countersign.bulk_import_row.lease_until is 'Until then the row belongs to the node that claimed it.';
comment on column countersign.bulk_import_row.fence is 'Counts claims; a result is stored only by the newest.';

create table countersign.bulk_import_content (
    import  varchar(32) not null references countersign.bulk_import,
    sha256  char(64)    not null,
    content bytea       not null,
    primary key (import, sha256),
    constraint bulk_import_content_is_what_its_address_says check (sha256 = encode(sha256(content), 'hex'))
);
alter table countersign.bulk_import_content alter column content set storage external;
comment on table countersign.bulk_import_content is 'The uploaded file and the documents beside it, kept until the import is cleaned.';
