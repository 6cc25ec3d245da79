-- What people judge about a submission: warnings accepted one by one, exceptions granted by a lead, findings of their own.

alter table countersign.submission add column prepared_by varchar(64);
update countersign.submission set prepared_by = received_from;
alter table countersign.submission alter column prepared_by set not null;
comment on column countersign.submission.prepared_by is 'Who put the package together: the reseller, or a person of the desk who imported or corrected it. Never its reviewer.';

alter table countersign.finding add column origin varchar(8) not null default 'RULE';
alter table countersign.finding add column raised_by varchar(64);
alter table countersign.finding add constraint finding_origin_is_known check (origin in ('RULE', 'PERSON'));
alter table countersign.finding add constraint finding_of_a_person_names_it check ((origin = 'PERSON') = (raised_by is not null));

-- Reference data with effective dates. All of it are defaults of this desk.

create table countersign.return_reason (
    code        varchar(8)   primary key,
    words       varchar(120) not null,
    fault_party varchar(16)  not null,
    cure        varchar(400) not null,
    basis       varchar(12)  not null,
    valid_from  date         not null,
    valid_to    date,
    constraint return_reason_party_is_known check (fault_party in ('LSP', 'CUSTOMER', 'MICROSOFT', 'ROC', 'SYSTEM')),
    constraint return_reason_basis_is_known check (basis in ('Confirmed', 'Secondary', 'Recalled', 'Default')),
    constraint return_reason_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.return_reason is 'Why a package goes back. The list is a default; basis says how well the single reason is supported.';

insert into countersign.return_reason (code, words, fault_party, cure, basis, valid_from) values
    ('R01', 'A document is missing', 'LSP', 'Send the missing document.', 'Secondary', '2000-01-01'),
    ('R02', 'A form version is no longer accepted', 'LSP', 'Send the form in a version that is accepted now.', 'Secondary', '2000-01-01'),
    ('R03', 'A signature is missing or incomplete', 'CUSTOMER', 'Have the form signed in full.', 'Secondary', '2000-01-01'),
    ('R04', 'A signature cannot be verified', 'LSP', 'Send a signature that can be verified, with its audit trail.', 'Confirmed', '2000-01-01'),
    ('R05', 'Ways of signing are mixed', 'LSP', 'Have all documents signed the same way.', 'Confirmed', '2000-01-01'),
    ('R06', 'The signature form does not list a document', 'LSP', 'Send a signature form that lists every document.', 'Confirmed', '2000-01-01'),
    ('R07', 'Legal entity, address or customer number differ', 'LSP', 'Make package and documents agree on the customer.', 'Default', '2000-01-01'),
    ('R08', 'A prior number is wrong or missing', 'LSP', 'Give the number of the prior agreement or enrolment.', 'Confirmed', '2000-01-01'),
    ('R09', 'The price sheet does not match', 'LSP', 'Correct the price sheet, or send the one that was approved.', 'Default', '2000-01-01'),
    ('R10', 'Usage date, coverage or true-up year are wrong', 'LSP', 'Correct the dates.', 'Confirmed', '2000-01-01'),
    ('R11', 'The anniversary flag is missing', 'LSP', 'Say whether this is the anniversary order.', 'Confirmed', '2000-01-01'),
    ('R12', 'Minimum quantity or eligibility is not met', 'LSP', 'Correct the counts, or choose another programme.', 'Confirmed', '2000-01-01'),
    ('R13', 'A price is not found or not locked', 'LSP', 'Have the price resolved or locked first.', 'Confirmed', '2000-01-01'),
    ('R14', 'A special term is not approved or its text differs', 'MICROSOFT', 'Ask for the approval, or use the approved text.', 'Default', '2000-01-01'),
    ('R15', 'The purchase order is missing or wrong', 'LSP', 'Send the purchase order or commitment.', 'Confirmed', '2000-01-01'),
    ('R16', 'Too late, or backdating is not allowed', 'LSP', 'Correct the dates, or send the approval of the exception.', 'Confirmed', '2000-01-01'),
    ('R17', 'The partner is not authorised', 'LSP', 'Clear the partner of record first.', 'Confirmed', '2000-01-01'),
    ('R18', 'Credit is not approved', 'CUSTOMER', 'Clear the customer''s credit first.', 'Confirmed', '2000-01-01'),
    ('R19', 'Segment or product is not eligible', 'LSP', 'Order what the customer''s segment may have.', 'Confirmed', '2000-01-01'),
    ('R20', 'The same was submitted already', 'LSP', 'Withdraw one of the two.', 'Default', '2000-01-01'),
    ('R21', 'A contact is incomplete', 'LSP', 'Complete the contact.', 'Confirmed', '2000-01-01'),
    ('R22', 'The ROC made a mistake', 'ROC', 'Nothing to do for the reseller.', 'Default', '2000-01-01'),
    ('R23', 'A tool or system failed', 'SYSTEM', 'Send the package again.', 'Confirmed', '2000-01-01'),
    ('R90', 'Another reason', 'LSP', 'See what was found.', 'Default', '2000-01-01');

create table countersign.acceptance_reason (
    code       varchar(40)  primary key,
    words      varchar(120) not null,
    valid_from date         not null,
    valid_to   date,
    constraint acceptance_reason_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.acceptance_reason is 'Why a reviewer may accept a warning. Defaults of this desk.';

insert into countersign.acceptance_reason (code, words, valid_from) values
    ('CHECKED_BY_EYE', 'Checked by eye: the document is right', '2000-01-01'),
    ('CONFIRMED_BY_RESELLER', 'Confirmed by the reseller', '2000-01-01'),
    ('CONFIRMED_BY_CUSTOMER', 'Confirmed by the customer', '2000-01-01'),
    ('APPROVAL_SEEN', 'The approval or exception named in the package was seen', '2000-01-01'),
    ('KNOWN_DEVIATION', 'Known deviation without effect', '2000-01-01'),
    ('NOT_APPLICABLE', 'Does not apply to this package', '2000-01-01');

create table countersign.exception_reason (
    code       varchar(40)  primary key,
    words      varchar(120) not null,
    valid_from date         not null,
    valid_to   date,
    constraint exception_reason_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.exception_reason is 'Why a lead may grant an exception from what a rule blocks. Defaults of this desk; the form decide-exception offers the same.';

insert into countersign.exception_reason (code, words, valid_from) values
    ('BUSINESS_DESK_APPROVED', 'Approved by the Business Desk', '2000-01-01'),
    ('ROC_AGREED', 'The ROC agreed to take it as it is', '2000-01-01'),
    ('DOCUMENT_FOLLOWS', 'What is missing follows by a date', '2000-01-01'),
    ('RULE_IS_WRONG', 'The rule is wrong in this case', '2000-01-01');

create table countersign.finding_acceptance (
    reference   varchar(32)  not null,
    number      integer      not null,
    position    integer      not null,
    reason      varchar(40)  not null references countersign.acceptance_reason,
    words       varchar(900) not null,
    accepted_by varchar(64)  not null,
    accepted_at timestamptz  not null,
    primary key (reference, number, position),
    foreign key (reference, number, position) references countersign.finding,
    constraint finding_acceptance_says_why check (length(trim(words)) >= 3)
);
comment on table countersign.finding_acceptance is 'Warnings that a reviewer accepted, each with its own reason; the words are internal.';

create table countersign.finding_exception (
    reference  varchar(32)  not null,
    number     integer      not null,
    position   integer      not null,
    reason     varchar(40)  not null references countersign.exception_reason,
    words      varchar(900) not null,
    expires_on date,
    evidence   varchar(120),
    asked_by   varchar(64)  not null,
    granted_by varchar(64)  not null,
    granted_at timestamptz  not null,
    primary key (reference, number, position),
    foreign key (reference, number, position) references countersign.finding,
    constraint finding_exception_says_why check (length(trim(words)) >= 3),
    constraint finding_exception_ends_or_is_evidenced check (expires_on is not null or length(trim(evidence)) > 0),
    constraint finding_exception_takes_two_people check (asked_by <> granted_by)
);
comment on table countersign.finding_exception is 'Exceptions from what a rule blocks, granted by a lead to somebody else who asked. Internal.';
comment on column countersign.finding_exception.expires_on is 'Last day on which the package may go on with it.';
comment on column countersign.finding_exception.evidence is 'Number or name under which the approval is found.';

create table countersign.noted_finding (
    id          uuid         primary key,
    reference   varchar(32)  not null,
    number      integer      not null,
    reason_code varchar(8)   not null references countersign.return_reason,
    message     varchar(900) not null,
    cure        varchar(900) not null,
    document    varchar(200),
    page        integer,
    noted_by    varchar(64)  not null,
    noted_at    timestamptz  not null,
    foreign key (reference, number) references countersign.submission,
    constraint noted_finding_says_what check (length(trim(message)) >= 3),
    constraint noted_finding_page_is_of_a_document check (page is null or (page >= 1 and document is not null))
);
create index noted_finding_by_submission on countersign.noted_finding (reference, number);
comment on table countersign.noted_finding is 'Findings that a reviewer notes while the review is open. Returning the package makes them findings of the submission.';

create table countersign.sent_back (
    id        uuid          primary key,
    reference varchar(32)   not null,
    number    integer       not null,
    reason    varchar(2000) not null,
    sent_by   varchar(64)   not null,
    sent_at   timestamptz   not null,
    foreign key (reference, number) references countersign.submission
);
create index sent_back_by_submission on countersign.sent_back (reference, number);
comment on table countersign.sent_back is 'Signatories who sent a package back to review instead of signing: somebody else reviews it.';

create table countersign.second_look (
    reference varchar(32) not null,
    number    integer     not null,
    outcome   varchar(16) not null,
    looked_by varchar(64) not null,
    looked_at timestamptz not null,
    primary key (reference, number),
    foreign key (reference, number) references countersign.submission,
    constraint second_look_outcome_is_known check (outcome in ('AGREED', 'DEFECT_MISSED', 'NOT_JUDGED'))
);
comment on table countersign.second_look is 'What a person found in a clean package that was drawn: agreed with the rules, a defect they missed, or declined for another reason.';

alter table countersign.review drop constraint review_decision_is_known;
alter table countersign.review add constraint review_decision_is_known check (decision in ('pass', 'return', 'decline', 'escalate'));

create table countersign.exception_decision (
    id         uuid          primary key,
    reference  varchar(32)   not null,
    number     integer       not null,
    decision   varchar(8)    not null,
    reason     varchar(2000) not null,
    decided_by varchar(64)   not null,
    decided_at timestamptz   not null,
    foreign key (reference, number) references countersign.submission,
    constraint exception_decision_is_known check (decision in ('grant', 'refuse'))
);
create index exception_decision_by_submission on countersign.exception_decision (reference, number);
comment on table countersign.exception_decision is 'What a lead answered when asked for an exception.';

-- Errors of class CS are refusals: their message is shown to the person.
create function countersign.prepared_or_sent_back(asked_reference varchar, asked_number integer, person varchar) returns boolean language sql stable as $$
    select exists (select from countersign.submission s where s.reference = asked_reference and s.number = asked_number and s.prepared_by = person)
        or exists (select from countersign.sent_back b where b.reference = asked_reference and b.number = asked_number and b.sent_by = person)
$$;

create function countersign.review_is_allowed() returns trigger language plpgsql as $$
begin
    if countersign.prepared_or_sent_back(new.reference, new.number, new.reviewed_by) then
        raise exception '% prepared this package or sent it back, so somebody else has to review it.', new.reviewed_by using errcode = 'CS004';
    end if;
    if new.decision = 'pass' and exists (select from countersign.finding f
            where f.reference = new.reference and f.number = new.number
              and ((f.severity = 'WARNING' and not exists (select from countersign.finding_acceptance a
                    where a.reference = f.reference and a.number = f.number and a.position = f.position))
                or (f.severity = 'BLOCKER' and not exists (select from countersign.finding_exception e
                    where e.reference = f.reference and e.number = f.number and e.position = f.position)))) then
        raise exception 'Package % has a finding that nobody accepted.', new.reference using errcode = 'CS005';
    end if;
    return new;
end
$$;
create trigger review_is_allowed before insert on countersign.review
    for each row execute function countersign.review_is_allowed();

create function countersign.acceptance_is_allowed() returns trigger language plpgsql as $$
begin
    if not exists (select from countersign.finding f where f.reference = new.reference and f.number = new.number and f.position = new.position and f.severity = 'WARNING') then
        raise exception 'Only warnings are accepted by a reviewer.' using errcode = 'CS006';
    end if;
    if countersign.prepared_or_sent_back(new.reference, new.number, new.accepted_by) then
        raise exception '% prepared this package or sent it back, so somebody else has to judge it.', new.accepted_by using errcode = 'CS004';
    end if;
    return new;
end
$$;
create trigger acceptance_is_allowed before insert on countersign.finding_acceptance
    for each row execute function countersign.acceptance_is_allowed();

create function countersign.exception_is_allowed() returns trigger language plpgsql as $$
begin
    if not exists (select from countersign.finding f where f.reference = new.reference and f.number = new.number and f.position = new.position and f.severity = 'BLOCKER') then
        raise exception 'Exceptions are granted from what blocks.' using errcode = 'CS006';
    end if;
    if countersign.prepared_or_sent_back(new.reference, new.number, new.granted_by) then
        raise exception '% prepared this package or sent it back, so somebody else has to grant the exception.', new.granted_by using errcode = 'CS004';
    end if;
    return new;
end
$$;
create trigger exception_is_allowed before insert on countersign.finding_exception
    for each row execute function countersign.exception_is_allowed();

create or replace function countersign.signature_is_allowed() returns trigger language plpgsql as $$
declare
    agreed countersign.agreement;
begin
    select * into strict agreed from countersign.agreement where reference = new.reference;
    if agreed.submission <> new.submission or agreed.content_hash <> new.content_hash then
        raise exception 'Agreement % has changed since it was prepared for signature.', new.reference using errcode = 'CS001';
    end if;
    if not exists (select from countersign.signing_authority a
            where a.id = new.authority and a.signatory = new.signatory
              and (a.subsidiary is null or a.subsidiary = agreed.subsidiary)
              and (a.programme is null or a.programme = agreed.programme)
              and a.currency = agreed.currency and a.limit_amount >= agreed.total_value
              and a.valid_from <= new.signed_at and (a.valid_to is null or a.valid_to > new.signed_at)) then
        raise exception 'The authority of % does not cover % % now.', new.signatory, agreed.currency, agreed.total_value using errcode = 'CS002';
    end if;
    if exists (select from countersign.review where reference = new.reference and number = new.submission and reviewed_by = new.signatory)
            or exists (select from countersign.terms_decision where reference = new.reference and submission = new.submission and decided_by = new.signatory)
            or exists (select from countersign.finding_acceptance where reference = new.reference and number = new.submission and accepted_by = new.signatory)
            or exists (select from countersign.finding_exception where reference = new.reference and number = new.submission and granted_by = new.signatory)
            or exists (select from countersign.submission where reference = new.reference and number = new.submission and prepared_by = new.signatory) then
        raise exception '% prepared or reviewed this package, granted an exception or decided on its terms, so somebody else has to sign it.', new.signatory using errcode = 'CS003';
    end if;
    return new;
end
$$;

do $$
declare
    decided text;
begin
    foreach decided in array array['finding_acceptance', 'finding_exception', 'sent_back', 'second_look', 'exception_decision'] loop
        execute format('create trigger %1$s_never_changed before update or delete on countersign.%1$s for each row execute function countersign.decision_is_final()', decided);
        execute format('create trigger %1$s_never_truncated before truncate on countersign.%1$s for each statement execute function countersign.decision_is_final()', decided);
    end loop;
end
$$;
