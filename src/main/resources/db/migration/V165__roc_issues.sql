-- Issues with the ROC are things of their own: numbered, several at once, each with an owner, a clock, the party whose turn
-- it is, and at the end the check that should have caught it.

create table countersign.roc_reason (
    code       varchar(8)   not null,
    valid_from date         not null,
    valid_until date,
    title      varchar(120) not null,
    fault      varchar(16)  not null,
    trust      varchar(12)  not null,
    source     varchar(400) not null,
    primary key (code, valid_from),
    constraint roc_reason_code_has_the_form check (code ~ '^R\d{2}$'),
    constraint roc_reason_fault_is_known check (fault in ('LSP', 'CUSTOMER', 'MICROSOFT', 'ROC', 'SYSTEM', 'UNCLEAR')),
    constraint roc_reason_trust_is_known check (trust in ('Confirmed', 'Secondary', 'Recalled', 'Default')),
    constraint roc_reason_ends_after_it_begins check (valid_until is null or valid_until >= valid_from)
);
comment on table countersign.roc_reason is 'Why the ROC sends agreements back. The codes are this installation''s own: no list of the ROC is public. Trust says whether the reason itself is documented; codes, wording and fault are Defaults.';
insert into countersign.roc_reason (code, valid_from, title, fault, trust, source) values
('R01', '2000-01-01', 'Document missing', 'LSP', 'Secondary', 'Partners describe packages sent back for missing documents.'),
('R02', '2000-01-01', 'Superseded version of a form', 'LSP', 'Secondary', 'Partners describe packages sent back for outdated forms.'),
('R03', '2000-01-01', 'Signature missing or incomplete', 'CUSTOMER', 'Secondary', 'Partners describe packages sent back for signatures.'),
('R04', '2000-01-01', 'Signature cannot be verified, or without audit trail', 'LSP', 'Confirmed', 'Published rules for electronic signatures.'),
('R05', '2000-01-01', 'Ways of signing mixed', 'LSP', 'Confirmed', 'Published rules for electronic signatures.'),
('R06', '2000-01-01', 'Signature form does not list a document or amendment', 'LSP', 'Confirmed', 'Published rules of the signature form.'),
('R07', '2000-01-01', 'Legal entity, address or customer number differs', 'LSP', 'Default', 'Ours.'),
('R08', '2000-01-01', 'Prior agreement or enrolment number wrong or missing', 'LSP', 'Confirmed', 'Published documentation of changes of partner.'),
('R09', '2000-01-01', 'Price sheet does not fit: part, price, level or quote', 'LSP', 'Default', 'Ours. The deal desk may be at fault instead.'),
('R10', '2000-01-01', 'Usage date, coverage or true-up year wrong', 'LSP', 'Confirmed', 'Published rules of coverage and usage dates.'),
('R11', '2000-01-01', 'Anniversary not marked', 'LSP', 'Confirmed', 'Published rules of orders at an anniversary.'),
('R12', '2000-01-01', 'Minimum quantity or eligibility not met', 'LSP', 'Confirmed', 'Published programme rules.'),
('R13', '2000-01-01', 'Price not found, or part not locked', 'LSP', 'Confirmed', 'Published rules of the price lock. The ROC''s price file may be at fault instead.'),
('R14', '2000-01-01', 'Special term without approval, or with other words', 'MICROSOFT', 'Default', 'Ours.'),
('R15', '2000-01-01', 'Purchase order missing or wrong', 'LSP', 'Confirmed', 'Published rules of on-time renewal.'),
('R16', '2000-01-01', 'Too late: after expiry, or backdating not allowed', 'LSP', 'Confirmed', 'Published rules of renewals. The customer may be at fault instead.'),
('R17', '2000-01-01', 'Partner not authorised, or change of partner pending', 'LSP', 'Confirmed', 'Published documentation of changes of partner.'),
('R18', '2000-01-01', 'Credit not approved', 'CUSTOMER', 'Confirmed', 'Published partner material, historic.'),
('R19', '2000-01-01', 'Segment or part not eligible', 'LSP', 'Confirmed', 'Published programme rules.'),
('R20', '2000-01-01', 'Submitted twice', 'LSP', 'Default', 'Ours.'),
('R21', '2000-01-01', 'Contact incomplete, or address of mail invalid', 'LSP', 'Confirmed', 'Published roles of contacts.'),
('R22', '2000-01-01', 'Error of the ROC', 'ROC', 'Default', 'Ours.'),
('R23', '2000-01-01', 'Failure of a tool or system', 'SYSTEM', 'Confirmed', 'A published category of partner calls.'),
('R90', '2000-01-01', 'Other', 'UNCLEAR', 'Default', 'Ours. Free text; read them every month.');

-- Numbers: fiscal years begin on the first of July.
create sequence countersign.roc_issue_number start with 101;
alter table countersign.roc_issue
    add column number varchar(32),
    add column subsidiary varchar(8),
    add column matter varchar(160),
    add column ticket varchar(64),
    add column fault varchar(16) not null default 'UNCLEAR',
    add column owner varchar(16) not null default 'ROC_LIAISON',
    add column ball varchar(16) not null default 'DESK',
    add column ball_since timestamptz,
    add column due_at timestamptz,
    add column override_reference varchar(64),
    add column follows varchar(32),
    add column gap varchar(16),
    add column gap_rule varchar(16),
    add column gap_words varchar(2000);
update countersign.roc_issue q set
    number = 'RI-' || to_char(q.opened_at at time zone 'UTC' + interval '6 months', 'YYYY') || '-'
        || lpad(nextval('countersign.roc_issue_number')::text, 6, '0'),
    subsidiary = (select a.subsidiary from countersign.agreement a where a.reference = q.reference),
    matter = q.reference || ' ' || q.kind,
    ball_since = q.opened_at,
    due_at = q.opened_at + interval '2 days';
alter table countersign.roc_issue
    drop constraint roc_issue_pkey,
    drop column id,
    add primary key (number),
    alter column number set not null,
    alter column reference drop not null,
    alter column subsidiary set not null,
    alter column matter set not null,
    alter column ball_since set not null,
    alter column due_at set not null,
    drop constraint roc_issue_kind_is_known,
    drop constraint roc_issue_solution_is_known,
    drop constraint roc_issue_solved_by_somebody,
    add constraint roc_issue_number_has_the_form check (number ~ '^RI-\d{4}-\d{6,12}$'),
    add constraint roc_issue_kind_is_known check (kind in ('REJECTION', 'HOLD', 'SILENCE', 'DIFFERENCE', 'DELAY', 'CANCELLATION')),
    add constraint roc_issue_is_about_an_agreement check (reference is not null or kind = 'DELAY'),
    add constraint roc_issue_fault_is_known check (fault in ('LSP', 'CUSTOMER', 'MICROSOFT', 'ROC', 'SYSTEM', 'UNCLEAR')),
    add constraint roc_issue_owner_is_known check (owner in ('CLM', 'RESELLER', 'CREDIT', 'FINANCE', 'ROC_LIAISON', 'STAKEHOLDER')),
    add constraint roc_issue_ball_is_known check (ball in ('DESK', 'RESELLER', 'CUSTOMER', 'ROC', 'STAKEHOLDER')),
    add constraint roc_issue_solution_is_known check (solution in ('resubmit', 'return', 'override', 'cancel', 'keepWaiting', 'settled', 'answered', 'withdrawn')),
    add constraint roc_issue_solved_by_somebody check (solution is null or solution in ('answered', 'withdrawn') or (solved_by is not null and explanation is not null)),
    add constraint roc_issue_override_has_a_reference check ((solution = 'override') <= (override_reference is not null)),
    add constraint roc_issue_gap_is_known check (gap in ('NONE_YET', 'RULE_FAILED', 'NOT_CHECKABLE')),
    add constraint roc_issue_gap_names_its_rule check ((gap is not distinct from 'RULE_FAILED') = (gap_rule is not null)),
    add constraint roc_issue_gap_when_closed check (gap is null or closed_at is not null),
    add constraint roc_issue_follows_another check (follows <> number),
    add foreign key (follows) references countersign.roc_issue;
drop index countersign.roc_issue_one_open;
create unique index roc_issue_one_open on countersign.roc_issue (matter) where closed_at is null;
create index roc_issue_open on countersign.roc_issue (subsidiary, due_at) where closed_at is null;
create index roc_issue_by_reason on countersign.roc_issue (opened_at, reason_code);
comment on table countersign.roc_issue is 'What keeps an agreement from getting through the ROC, and how a person solved it. Several may be open on one agreement; of one matter only one.';
comment on column countersign.roc_issue.matter is 'What exactly it is about, so that the same is not opened twice: for instance the order that was rejected.';
comment on column countersign.roc_issue.ticket is 'The ROC''s case number, where it gave one.';
comment on column countersign.roc_issue.ball is 'Whose turn it is: the desk, the reseller, the customer, the ROC or the stakeholder of the subsidiary. Since ball_since.';
comment on column countersign.roc_issue.follows is 'The closed issue that this one takes up again.';
comment on column countersign.roc_issue.gap is 'Which check should have caught it: none there is yet, a rule that failed (gap_rule), or none could.';

create function countersign.roc_issue_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'A closed issue stays as it is: % of % refused', tg_op, old.number;
end
$$;
create trigger roc_issue_closed_is_final before update on countersign.roc_issue
    for each row when (old.closed_at is not null) execute function countersign.roc_issue_is_final();
create trigger roc_issue_never_deleted before delete on countersign.roc_issue
    for each row execute function countersign.roc_issue_is_final();

create table countersign.roc_issue_turn (
    issue       varchar(32)   not null references countersign.roc_issue,
    position    integer       not null,
    happened_at timestamptz   not null,
    what        varchar(16)   not null,
    ball        varchar(16)   not null,
    by_whom     varchar(64)   not null,
    words       varchar(2000),
    primary key (issue, position),
    constraint roc_issue_turn_what_is_known check (what in ('OPENED', 'ROUTED', 'NOTE', 'HEARD', 'HANDED_OVER', 'ESCALATED', 'SOLVED')),
    constraint roc_issue_turn_ball_is_known check (ball in ('DESK', 'RESELLER', 'CUSTOMER', 'ROC', 'STAKEHOLDER', 'NOBODY'))
);
comment on table countersign.roc_issue_turn is 'The thread of an issue: what was said and done, and whose turn it was from then on. The next row ends the turn.';
create function countersign.roc_issue_turn_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'The thread of an issue is never changed: % refused', tg_op;
end
$$;
create trigger roc_issue_turn_never_changed before update or delete on countersign.roc_issue_turn
    for each row execute function countersign.roc_issue_turn_is_final();
insert into countersign.roc_issue_turn (issue, position, happened_at, what, ball, by_whom, words)
    select number, 1, opened_at, 'OPENED', 'DESK', 'system', problem from countersign.roc_issue
    union all
    select number, 2, closed_at, 'SOLVED', 'NOBODY', coalesce(solved_by, 'system'), explanation
    from countersign.roc_issue where closed_at is not null;

create view countersign.roc_issue_held as
    select issue, ball, happened_at as since,
        lead(happened_at) over (partition by issue order by position) as until
    from countersign.roc_issue_turn;
comment on view countersign.roc_issue_held is 'Who had the ball of an issue from when to when; until is null while it lasts.';

create or replace view countersign.work_subject as
    select reference, 'AGREEMENT' as kind, subsidiary, reseller, customer, total_value as value, currency, status
    from countersign.agreement
    union all
    select reference, 'SPECIAL_TERMS', subsidiary, reseller, customer, value, currency, status
    from countersign.special_terms_request
    union all
    select q.number, 'ROC_ISSUE', q.subsidiary, a.reseller, 
        coalesce(a.customer, 'Regional Operations Center')::varchar(200), coalesce(a.total_value, 0)::numeric(19, 4),
        coalesce(a.currency, 'EUR')::char(3), (case when q.closed_at is null then 'OPEN' else 'CLOSED' end)::varchar(24)
    from countersign.roc_issue q left join countersign.agreement a on a.reference = q.reference;
