-- Special terms: the catalogue of clauses, requests with their revisions, the route each revision takes and what was
-- decided on it. The rules that must hold whatever the program does are here.

create table countersign.clause (
    code         varchar(24)   not null,
    version      integer       not null,
    title        varchar(200)  not null,
    term_class   char(2)       not null,
    kind         varchar(12)   not null,
    text         varchar(8000),
    text_version varchar(40),
    fallback     varchar(8000),
    alternatives jsonb         not null default '[]',
    evidence     varchar(24)[] not null default '{}',
    free_for     varchar(16)[] not null default '{}',
    trust        varchar(12)   not null,
    source       varchar(400)  not null,
    valid_from   date          not null,
    valid_to     date,
    entered_by   varchar(64)   not null,
    entered_at   timestamptz   not null,
    primary key (code, version),
    constraint clause_class_is_known check (term_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5')),
    constraint clause_kind_is_known check (kind in ('AMENDMENT', 'EXCEPTION', 'CUSTOM')),
    constraint clause_trust_is_known check (trust in ('Confirmed', 'Secondary', 'Recalled', 'Default')),
    constraint clause_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.clause is 'Clauses and amendments that resellers may ask for, by version. A version is never changed; it is ended by its last day.';
comment on column countersign.clause.kind is 'AMENDMENT: an amendment document. EXCEPTION: an exception from policy that a package claims. CUSTOM: any other wording.';
comment on column countersign.clause.text is 'The standard wording; null where it is not public, so that its text is compared only with what was approved.';
comment on column countersign.clause.alternatives is 'Standard alternatives: an array of objects with "title" and "text".';
comment on column countersign.clause.evidence is 'Kinds of evidence that a request has to bring before anybody decides.';
comment on column countersign.clause.free_for is 'Programmes that ask for it themselves: its standard text needs nobody''s approval there.';
comment on column countersign.clause.valid_to is 'Its last day; null: open-ended. Only this may be changed later.';

create sequence countersign.special_terms_number start with 101;

create table countersign.special_terms_request (
    reference       varchar(32)    primary key,
    origin          varchar(8)     not null,
    reseller        varchar(64)    not null,
    subsidiary      varchar(8)     not null references countersign.subsidiary,
    agreement       varchar(32)    references countersign.agreement,
    customer        varchar(200)   not null,
    customer_country char(2)       not null,
    programme       varchar(16)    not null,
    segment         varchar(16)    not null,
    currency        char(3)        not null,
    value           numeric(19, 4) not null,
    status          varchar(24)    not null,
    revision        integer        not null,
    content_hash    char(64)       not null,
    requested_by    varchar(64)    not null,
    waits_for       varchar(200),
    waits_since     timestamptz,
    waits_until     timestamptz,
    decided_by      varchar(64),
    decision_reason varchar(2000),
    expires_on      date,
    received_at     timestamptz    not null,
    changed_at      timestamptz    not null,
    closed_at       timestamptz,
    version         integer        not null,
    constraint special_terms_origin_is_known check (origin in ('RESELLER', 'DESK', 'PACKAGE')),
    constraint special_terms_status_is_known check (status in ('RECEIVED', 'RETURNED', 'IN_APPROVAL', 'INFORMATION_ASKED',
        'APPROVED', 'APPROVED_WITH_CONDITIONS', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
    constraint special_terms_closed_exactly_when_done check ((closed_at is not null) = (status in ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'REFUSED', 'WITHDRAWN', 'EXPIRED'))),
    constraint special_terms_approved_has_an_end check (status not in ('APPROVED', 'APPROVED_WITH_CONDITIONS') or expires_on is not null),
    constraint special_terms_of_a_package_have_it check (origin <> 'PACKAGE' or agreement is not null),
    constraint special_terms_value_not_negative check (value >= 0),
    constraint special_terms_revision_counts_from_one check (revision >= 1)
);
create index special_terms_by_agreement on countersign.special_terms_request (agreement) where agreement is not null;
create index special_terms_by_status on countersign.special_terms_request (subsidiary, status, received_at desc);
create index special_terms_by_reseller on countersign.special_terms_request (reseller, received_at desc);
comment on table countersign.special_terms_request is 'Requests for terms that differ from the standard forms, before or with a package.';
comment on column countersign.special_terms_request.agreement is 'Null until a package is linked with it.';
comment on column countersign.special_terms_request.requested_by is 'The reseller''s code, or the user id of who entered it at the desk: never an approver.';
comment on column countersign.special_terms_request.expires_on is 'The last day on which an agreement may be signed under the approval, in UTC: the earliest end of its approvals.';

create table countersign.special_terms_revision (
    reference    varchar(32)   not null references countersign.special_terms_request,
    revision     integer       not null,
    facts        jsonb         not null,
    content_hash char(64)      not null,
    submitted_by varchar(64)   not null,
    submitted_at timestamptz   not null,
    comment      varchar(2000),
    primary key (reference, revision)
);
comment on table countersign.special_terms_revision is 'What was asked for, revision by revision, in canonical JSON (RFC 8785) and its SHA-256.';

create table countersign.special_term (
    reference      varchar(32)    not null,
    revision       integer        not null,
    position       integer        not null,
    code           varchar(24)    not null,
    clause_version integer,
    kind           varchar(12)    not null,
    term_class     char(2)        not null,
    title          varchar(200)   not null,
    text           varchar(8000),
    percent        numeric(7, 4),
    amount         numeric(19, 4),
    justification  varchar(2000),
    text_hash      char(64)       not null,
    primary key (reference, revision, position),
    foreign key (reference, revision) references countersign.special_terms_revision,
    foreign key (code, clause_version) references countersign.clause (code, version),
    constraint special_term_class_is_known check (term_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5')),
    constraint special_term_kind_is_known check (kind in ('AMENDMENT', 'EXCEPTION', 'CUSTOM'))
);
create index special_term_by_code on countersign.special_term (code);
comment on table countersign.special_term is 'The terms of a revision.';
comment on column countersign.special_term.clause_version is 'The catalogue''s version in force; null where the catalogue does not know the code, which is then of class T3.';
comment on column countersign.special_term.text is 'The wording asked for; null: the catalogue''s standard text.';
comment on column countersign.special_term.percent is 'Discount points above standard; null where none are asked for.';
comment on column countersign.special_term.text_hash is 'SHA-256 of the canonical JSON of code, wording and percent: what a package has to repeat.';

create table countersign.special_terms_evidence (
    reference varchar(32)  not null references countersign.special_terms_request,
    revision  integer      not null,
    position  integer      not null,
    kind      varchar(24)  not null,
    file_name varchar(200) not null,
    sha256    char(64)     not null references countersign.document,
    primary key (reference, revision, position)
);
comment on table countersign.special_terms_evidence is 'Files that came with a revision.';

create table countersign.approval_step (
    reference     varchar(32)  not null,
    revision      integer      not null,
    step          integer      not null,
    stage         integer      not null,
    office        varchar(32)  not null,
    terms         integer[]    not null,
    because       varchar(400) not null,
    content_hash  char(64)     not null,
    route_version integer      not null,
    valid_days    integer      not null,
    routed_at     timestamptz  not null,
    primary key (reference, revision, step),
    foreign key (reference, revision) references countersign.special_terms_revision,
    constraint approval_step_stage_counts_from_one check (stage >= 1 and step >= 1),
    constraint approval_step_asks_an_office_once unique (reference, revision, office),
    constraint approval_step_has_terms check (cardinality(terms) > 0)
);
comment on table countersign.approval_step is 'Who must approve a revision: every step is needed. Steps of one stage are independent, stages follow each other.';
comment on column countersign.approval_step.office is 'The role that decides, for instance "finance"; its group in the request''s subsidiary finds the task.';
comment on column countersign.approval_step.content_hash is 'SHA-256 of the canonical JSON of the terms covered, the value, the customer and the programme: an approval counts for no other content.';
comment on column countersign.approval_step.route_version is 'Version of the decision table approval-route that asked for it.';

create table countersign.approval (
    id            uuid          primary key,
    reference     varchar(32)   not null,
    revision      integer       not null,
    step          integer       not null,
    office        varchar(32)   not null,
    decision      varchar(24)   not null,
    reason        varchar(2000) not null,
    decided_by    varchar(64)   not null,
    on_behalf_of  varchar(64),
    absence       uuid,
    content_hash  char(64)      not null,
    conditions    jsonb         not null default '[]',
    route_version integer       not null,
    expires_on    date          not null,
    seal          char(64)      not null,
    decided_at    timestamptz   not null,
    foreign key (reference, revision, step) references countersign.approval_step,
    constraint approval_decision_is_known check (decision in ('APPROVE', 'APPROVE_WITH_CONDITIONS', 'REFUSE')),
    constraint approval_says_why check (length(trim(reason)) > 0),
    constraint approval_with_conditions_names_them check ((decision = 'APPROVE_WITH_CONDITIONS') = (conditions <> '[]')),
    constraint approval_once_for_each_step unique (reference, revision, step),
    constraint approval_by_cover_names_both check ((on_behalf_of is null) = (absence is null) and on_behalf_of is distinct from decided_by)
);
create index approval_by_content on countersign.approval (reference, office, content_hash);
comment on table countersign.approval is 'What an approver decided: never changed. Counts for a later revision too where its content hash is the same.';
comment on column countersign.approval.conditions is 'Array of objects with "kind", "value" and "words"; kinds that a package can be checked for are so checked.';
comment on column countersign.approval.expires_on is 'Last day on which an agreement may be signed under it, UTC.';
comment on column countersign.approval.seal is 'SHA-256 of the canonical JSON (RFC 8785) of content hash, conditions, route version, end, decision and approver.';
comment on column countersign.approval.on_behalf_of is 'The absent person whose cover decided.';

create table countersign.terms_question (
    reference   varchar(32)   not null references countersign.special_terms_request,
    number      integer       not null,
    revision    integer       not null,
    step        integer,
    asked_by    varchar(64)   not null,
    asked_of    varchar(64)   not null,
    question    varchar(2000) not null,
    asked_at    timestamptz   not null,
    answer      varchar(4000),
    answered_by varchar(64),
    answered_at timestamptz,
    primary key (reference, number),
    constraint terms_question_is_answered_whole check ((answer is null) = (answered_by is null) and (answer is null) = (answered_at is null))
);
comment on table countersign.terms_question is 'What an approver asked the reseller or a colleague before deciding; step is null where triage asked.';
comment on column countersign.terms_question.asked_of is 'The reseller''s code, or a user id.';

create table countersign.submission_term (
    reference varchar(32)  not null,
    number    integer      not null,
    position  integer      not null,
    source    varchar(12)  not null,
    source_index integer   not null,
    code      varchar(24)  not null,
    percent   numeric(7, 4),
    text_hash char(64)     not null,
    request   varchar(32)  references countersign.special_terms_request,
    primary key (reference, number, position),
    foreign key (reference, number) references countersign.submission,
    constraint submission_term_comes_from_the_package check (source in ('AMENDMENT', 'EXCEPTION')),
    constraint submission_term_stands_once unique (reference, number, source, source_index)
);
comment on table countersign.submission_term is 'The terms of a submission that need an approval, each with the request that asks for it. Written only where a package asks for terms.';
comment on column countersign.submission_term.source_index is 'Place in the list "amendments" or "exceptions" of the facts, counted from 0.';
comment on column countersign.submission_term.text_hash is 'As special_term.text_hash: the two have to be equal.';

do $$
declare
    kept text;
begin
    foreach kept in array array['special_terms_revision', 'special_term', 'special_terms_evidence', 'approval_step', 'approval'] loop
        execute format('create trigger %1$s_never_changed before update or delete on countersign.%1$s for each row execute function countersign.decision_is_final()', kept);
        execute format('create trigger %1$s_never_truncated before truncate on countersign.%1$s for each statement execute function countersign.decision_is_final()', kept);
    end loop;
end
$$;
