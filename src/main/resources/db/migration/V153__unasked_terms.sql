-- Terms that nobody has to approve are signed without an approval, and the proof says why: the route was asked, which
-- version of it answered, for which content and until when. A gap in the route is not such an answer: only terms up to a
-- class that the owner of the database sets may go unasked.

alter table countersign.signing_policy
    add column unasked_class char(2) not null default 'T0',
    add constraint signing_policy_unasked_class_is_known check (unasked_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5'));
comment on column countersign.signing_policy.unasked_class is 'Default of this installation. The gravest class of a term that may be signed without anybody''s approval where the route asks nobody.';

create table countersign.unasked_terms (
    reference     varchar(32) not null,
    revision      integer     not null,
    terms         integer[]   not null,
    content_hash  char(64)    not null,
    route_version integer     not null,
    routed_at     timestamptz not null,
    expires_on    date        not null,
    primary key (reference, revision),
    foreign key (reference, revision) references countersign.special_terms_revision,
    constraint unasked_terms_are_some check (cardinality(terms) > 0)
);
comment on table countersign.unasked_terms is 'The terms of a revision that its route asks nobody about.';
comment on column countersign.unasked_terms.terms is 'Their positions.';
comment on column countersign.unasked_terms.content_hash is 'As approval_step.content_hash, for these terms.';
comment on column countersign.unasked_terms.route_version is 'Version of the decision table approval-route that asked nobody.';
comment on column countersign.unasked_terms.expires_on is 'Last day on which an agreement may be signed so, UTC.';
create trigger unasked_terms_never_changed before update or delete on countersign.unasked_terms
    for each row execute function countersign.decision_is_final();
create trigger unasked_terms_never_truncated before truncate on countersign.unasked_terms
    for each statement execute function countersign.decision_is_final();

create function countersign.may_go_unasked(asked countersign.special_term, on_day date) returns boolean language sql stable as $$
    select greatest(asked.term_class, coalesce((
            select case when asked.text is null or countersign.term_hash(c.code, asked.text, null) = countersign.term_hash(c.code, c.text, null)
                then c.term_class else greatest(c.term_class, c.own_wording_class) end
            from countersign.clause c where c.code = asked.code and c.version = asked.clause_version), 'T3')) <= p.unasked_class
    from countersign.signing_policy p where p.valid_from <= on_day order by p.valid_from desc limit 1
$$;
comment on function countersign.may_go_unasked is 'Whether policy lets a term be signed that nobody approved. Its class is read from the catalogue again: wording of its own and codes that the catalogue does not know are graver.';

create function countersign.unasked_terms_are_allowed() returns trigger language plpgsql as $$
declare
    asked countersign.special_terms_request;
    barred varchar;
begin
    select * into strict asked from countersign.special_terms_request r where r.reference = new.reference for no key update;
    if asked.revision <> new.revision or asked.closed_at is not null then
        raise exception '% has changed since its route was determined.', new.reference using errcode = 'CS010';
    end if;
    if new.content_hash is distinct from countersign.step_hash(new.reference, new.revision, new.terms)
            or exists (select from countersign.approval_step s where s.reference = new.reference and s.revision = new.revision and s.terms && new.terms)
            or not exists (select from public.act_re_decision_def d where d.key_ = 'approval-route' and d.version_ = new.route_version) then
        raise exception 'That nobody has to approve terms of % is not what its route says.', new.reference using errcode = 'CS010';
    end if;
    select string_agg(t.code, ', ' order by t.position) into barred from countersign.special_term t
    where t.reference = new.reference and t.revision = new.revision and t.position = any (new.terms)
      and not countersign.may_go_unasked(t, (new.routed_at at time zone 'UTC')::date);
    if barred is not null then
        raise exception 'The table approval-route asks nobody about %, which somebody has to approve: the process owner has to close this gap.', barred
            using errcode = 'CS007';
    end if;
    return new;
end
$$;
create trigger unasked_terms_are_allowed before insert on countersign.unasked_terms
    for each row execute function countersign.unasked_terms_are_allowed();

create or replace function countersign.signing_obstacles(asked_reference varchar, asked_submission integer, asked_signatory varchar, at timestamptz,
    apart_from char(64) default null) returns table (code varchar, sentence varchar) language plpgsql stable as $$
declare
    agreed countersign.agreement;
    signed countersign.submission;
    day date := (at at time zone 'UTC')::date;
    needed record;
    asked countersign.special_terms_request;
    term countersign.special_term;
    unasked countersign.unasked_terms;
    given record;
    broken record;
    seen varchar[] := '{}';
    terms_needed boolean := false;
    amount numeric;
    money char(3);
    signers smallint;
    signed_by integer;
begin
    select * into agreed from countersign.agreement a where a.reference = asked_reference;
    select * into signed from countersign.submission s where s.reference = asked_reference and s.number = asked_submission;
    if agreed.reference is null or signed.reference is null then
        return query values ('submission-unknown'::varchar, format('There is no submission %s of agreement %s.', asked_submission, asked_reference)::varchar);
        return;
    end if;
    amount := (signed.facts #>> '{totalValue,amount}')::numeric;
    money := signed.facts #>> '{totalValue,currency}';

    if agreed.submission <> signed.number or agreed.content_hash <> signed.content_hash then
        return query values ('content-changed'::varchar, format('Agreement %s has changed since it was prepared for signature.', asked_reference)::varchar);
    end if;
    if agreed.status <> (case when asked_signatory = 'standing' then 'RECEIVED' else 'READY_TO_SIGN' end) then
        return query values ('status-does-not-allow'::varchar, format('Agreement %s is %s and cannot be signed.', asked_reference, agreed.status)::varchar);
    end if;
    if exists (select from countersign.finding f where f.reference = asked_reference and f.number = asked_submission
            and ((f.severity = 'WARNING' and not exists (select from countersign.finding_acceptance a
                    where a.reference = f.reference and a.number = f.number and a.position = f.position))
                or (f.severity = 'BLOCKER' and not exists (select from countersign.finding_exception e
                    where e.reference = f.reference and e.number = f.number and e.position = f.position
                      and (e.expires_on is null or e.expires_on >= day))))) then
        return query values ('finding-not-judged'::varchar, format('Package %s has a finding that nobody accepted, or whose exception has ended.', asked_reference)::varchar);
    end if;

    for needed in select * from countersign.needed_terms(asked_reference, asked_submission) loop
        terms_needed := true;
        if needed.request is null then
            return query values ('terms-not-asked'::varchar, format('Nobody has approved %s: no request for special terms asks for it.', needed.code)::varchar);
            continue;
        end if;
        select * into strict asked from countersign.special_terms_request r where r.reference = needed.request;
        select * into term from countersign.granted_term(needed.request, needed.code, needed.wording, needed.percent);
        if term.reference is null then
            return query values ('terms-differ'::varchar, format('%s of the package is not what %s asks for: its wording or its percentage differs.', needed.code, asked.reference)::varchar);
        elsif not exists (select from countersign.approval_step s where s.reference = asked.reference and s.revision = asked.revision
                and term.position = any (s.terms)) then
            select * into unasked from countersign.unasked_terms u where u.reference = asked.reference and u.revision = asked.revision and term.position = any (u.terms);
            if unasked.reference is null or not countersign.may_go_unasked(term, day)
                    or unasked.content_hash is distinct from countersign.step_hash(asked.reference, asked.revision, unasked.terms) then
                return query values ('terms-not-approved'::varchar, format('The route of %s leads nobody to %s.', asked.reference, needed.code)::varchar);
            elsif unasked.expires_on < day then
                return query values ('terms-expired'::varchar, format('That nobody has to approve %s in %s counted until %s.', needed.code, asked.reference, unasked.expires_on)::varchar);
            end if;
        end if;
        continue when asked.reference = any (seen);
        seen := seen || asked.reference;
        if asked.status not in ('APPROVED', 'APPROVED_WITH_CONDITIONS') then
            return query values ('terms-not-approved'::varchar, format('Special terms %s are %s, not approved.', asked.reference, asked.status)::varchar);
        end if;
        if asked.expires_on < day then
            return query values ('terms-expired'::varchar, format('The approval of %s ended on %s.', asked.reference, asked.expires_on)::varchar);
        end if;
        if asked.reseller <> agreed.reseller or asked.programme <> signed.facts ->> 'programme' or asked.customer_country <> signed.facts #>> '{customer,country}'
                or not countersign.same_customer(asked.customer, signed.facts #>> '{customer,legalName}')
                or coalesce(asked.agreement, asked_reference) <> asked_reference then
            return query values ('terms-of-another'::varchar, format('%s was approved for another customer, programme, reseller or agreement.', asked.reference)::varchar);
        end if;
        if not coalesce(case when asked.currency = money then amount <= asked.value
                else countersign.in_euro(amount, money, day) <= countersign.in_euro(asked.value, asked.currency, day) end, false) then
            return query values ('terms-value-exceeded'::varchar, format('%s was approved for up to %s %s, not for %s %s.', asked.reference, asked.currency,
                trim_scale(asked.value), money, trim_scale(amount))::varchar);
        end if;
        for given in select * from countersign.counting_approvals(asked.reference, asked.revision) loop
            if given.content_hash is distinct from countersign.step_hash(asked.reference, asked.revision, given.terms) then
                return query values ('approval-missing'::varchar, format('What %s was asked to decide in %s is not its present content.', given.office, asked.reference)::varchar);
            elsif given.approval is null then
                return query values ('approval-missing'::varchar, format('%s lacks the decision of %s on its present content.', asked.reference, given.office)::varchar);
            elsif given.decision = 'REFUSE' then
                return query values ('approval-missing'::varchar, format('%s was refused by %s.', asked.reference, given.office)::varchar);
            elsif given.expires_on < day then
                return query values ('terms-expired'::varchar, format('What %s approved in %s ended on %s.', given.office, asked.reference, given.expires_on)::varchar);
            end if;
            for broken in select c as condition from jsonb_array_elements(given.conditions) c
                    where given.decision <> 'REFUSE' and not countersign.condition_holds(c, signed.facts, asked.currency, day) loop
                return query values ('condition-broken'::varchar, format('The package breaks a condition of %s in %s: %s', given.office, asked.reference,
                    coalesce(broken.condition ->> 'words', broken.condition ->> 'kind'))::varchar);
            end loop;
        end loop;
    end loop;

    if not exists (select from countersign.contracting_entity e where e.country = signed.facts #>> '{customer,country}'
            and e.valid_from <= day and (e.valid_to is null or e.valid_to >= day)) then
        return query values ('contracting-entity-missing'::varchar, format('No affiliate signs for customers of %s now.', signed.facts #>> '{customer,country}')::varchar);
    end if;
    if not exists (select from countersign.covering_authorities(asked_reference, asked_submission, asked_signatory, at, apart_from)) then
        return query values ('authority-missing'::varchar, format('The authority of %s does not cover %s %s now.', asked_signatory, money, trim_scale(amount))::varchar);
    end if;

    return query select distinct 'segregation-of-duties'::varchar, format('%s %s, so somebody else has to sign it.', asked_signatory, i.did)::varchar
        from countersign.involved_in(asked_reference, asked_submission) i
        where countersign.identity_of(i.person) = countersign.identity_of(asked_signatory);
    if exists (select from countersign.standing_signature x where x.reference = asked_reference and x.submission = asked_submission
            and x.signed_sha256 is distinct from apart_from
            and countersign.identity_of(asked_signatory) in (countersign.identity_of(x.signatory), countersign.identity_of(x.on_behalf_of))) then
        return query values ('segregation-of-duties'::varchar, format('%s has signed already, so somebody else signs beside.', asked_signatory)::varchar);
    end if;

    signers := coalesce(countersign.signers_needed(amount, money, day), 2::smallint);
    select count(*) into signed_by from countersign.standing_signature x
    where x.reference = asked_reference and x.submission = asked_submission and x.signed_sha256 is distinct from apart_from;
    if signed_by >= signers then
        return query values ('already-countersigned'::varchar, format('Submission %s of agreement %s is countersigned already.', asked_submission, asked_reference)::varchar);
    end if;
    if asked_signatory = 'standing' and terms_needed then
        return query values ('standing-authority-exceeded'::varchar, 'Special terms are signed by people, not under the standing authority.'::varchar);
    end if;
    if asked_signatory = 'standing' and signers > 1 then
        return query values ('standing-authority-exceeded'::varchar, format('%s %s needs two people to sign.', money, trim_scale(amount))::varchar);
    end if;
end
$$;
