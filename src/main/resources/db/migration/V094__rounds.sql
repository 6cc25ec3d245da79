-- Rounds of correction: what a lead decided once their number is used up, and what a reseller gets wrong again and again.

create table countersign.round_decision (
    reference  varchar(32)   not null,
    number     integer       not null,
    decision   varchar(16)   not null,
    reason     varchar(2000) not null,
    decided_by varchar(64)   not null,
    decided_at timestamptz   not null,
    primary key (reference, number),
    foreign key (reference, number) references countersign.submission,
    constraint round_decision_is_known check (decision in ('anotherRound', 'decline')),
    constraint round_decision_says_why check (length(trim(reason)) > 0)
);
comment on table countersign.round_decision is 'Whether a lead allowed another correction after the last round that policy gives.';

create trigger round_decision_never_changed before update or delete on countersign.round_decision
    for each row execute function countersign.decision_is_final();
create trigger round_decision_never_truncated before truncate on countersign.round_decision
    for each statement execute function countersign.decision_is_final();

create table countersign.reseller_defect (
    reseller  varchar(64) not null,
    code      varchar(16) not null,
    reference varchar(32) not null references countersign.agreement,
    found_at  timestamptz not null,
    primary key (reseller, code, reference)
);
create index reseller_defect_lately on countersign.reseller_defect (reseller, found_at);
comment on table countersign.reseller_defect is 'Which rule blocked which agreement of a reseller, and when last: one row each, written only where something blocks.';

insert into countersign.reseller_defect (reseller, code, reference, found_at)
    select a.reseller, f.code, f.reference, max(s.received_at)
    from countersign.finding f
        join countersign.agreement a on a.reference = f.reference
        join countersign.submission s on s.reference = f.reference and s.number = f.number
    where f.severity = 'BLOCKER'
    group by a.reseller, f.code, f.reference;
