-- The handoff to the Regional Operations Center: what is to be sent, what it answered, what a person has to solve.

create table countersign.roc_outbox (
    idempotency_key   varchar(64)  primary key,
    id                bigint       generated always as identity,
    reference         varchar(32)  not null references countersign.agreement,
    submission        integer      not null,
    operation         varchar(8)   not null,
    round             integer      not null,
    payload           jsonb        not null,
    state             varchar(12)  not null default 'PENDING',
    attempts          integer      not null default 0,
    fence             bigint       not null default 0,
    lease_until       timestamptz,
    ambiguous         boolean      not null default false,
    next_attempt_at   timestamptz  not null,
    created_at        timestamptz  not null,
    sent_at           timestamptz,
    case_number       varchar(64),
    last_problem      varchar(1000),
    milestone         varchar(16),
    answered_sequence integer      not null default 0,
    unique (reference, submission, operation, round),
    constraint roc_outbox_operation_is_known check (operation in ('ORDER', 'CANCEL')),
    constraint roc_outbox_state_is_known check (state in ('PENDING', 'SENT', 'REFUSED', 'RECALLED')),
    constraint roc_outbox_milestone_is_known check (milestone in ('ACKNOWLEDGED', 'HELD', 'ACCEPTED', 'PROCESSED', 'INVOICED', 'REJECTED', 'CANCELLED')),
    constraint roc_outbox_round_counts_from_one check (round >= 1)
) with (fillfactor = 70);
create index roc_outbox_pending on countersign.roc_outbox (id) where state = 'PENDING';
create index roc_outbox_pending_by_agreement on countersign.roc_outbox (reference, id) where state = 'PENDING';
comment on table countersign.roc_outbox is 'Orders and cancellations for the ROC, written in the transaction that decides them and sent afterwards.';
comment on column countersign.roc_outbox.fence is 'Counts the claims: a sender whose claim was taken over cannot store its outcome.';
comment on column countersign.roc_outbox.ambiguous is 'Whether an earlier attempt may have arrived: the ROC is asked before it is repeated.';
comment on column countersign.roc_outbox.answered_sequence is 'Number of the last event that was dealt with.';

create table countersign.roc_inbox (
    sender          varchar(16)  not null,
    event_id        varchar(100) not null,
    idempotency_key varchar(64)  not null,
    sequence        integer      not null,
    type            varchar(16)  not null,
    payload         jsonb        not null,
    state           varchar(12)  not null default 'PENDING',
    received_at     timestamptz  not null,
    attempts        integer      not null default 0,
    next_attempt_at timestamptz  not null,
    processed_at    timestamptz,
    problem         varchar(1000),
    primary key (sender, event_id),
    constraint roc_inbox_state_is_known check (state in ('PENDING', 'DONE', 'PARKED'))
) with (fillfactor = 70);
create index roc_inbox_pending on countersign.roc_inbox (idempotency_key, sequence) where state = 'PENDING';
comment on table countersign.roc_inbox is 'What the ROC told us, once each. Sender receipt: a refusal at the handoff itself. PARKED: contradicts what is known; a person looks at it.';

create table countersign.roc_issue (
    id              uuid          primary key,
    reference       varchar(32)   not null references countersign.agreement,
    kind            varchar(16)   not null,
    idempotency_key varchar(64),
    reason_code     varchar(8),
    problem         varchar(1000) not null,
    opened_at       timestamptz   not null,
    closed_at       timestamptz,
    solution        varchar(16),
    explanation     varchar(2000),
    solved_by       varchar(64),
    constraint roc_issue_kind_is_known check (kind in ('REJECTION', 'SILENCE', 'CANCELLATION')),
    constraint roc_issue_solution_is_known check (solution in ('resubmit', 'return', 'cancel', 'keepWaiting', 'answered', 'withdrawn')),
    constraint roc_issue_closed_with_a_solution check ((closed_at is null) = (solution is null)),
    constraint roc_issue_solved_by_somebody check (solution is null or solution in ('answered', 'withdrawn') or (solved_by is not null and explanation is not null))
);
create unique index roc_issue_one_open on countersign.roc_issue (reference, kind) where closed_at is null;
create index roc_issue_by_agreement on countersign.roc_issue (reference, opened_at);
comment on table countersign.roc_issue is 'What the ROC sent back or was silent about, and how a person solved it.';
