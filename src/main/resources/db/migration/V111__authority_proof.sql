-- What has to be true at the instant of signing, proved by the database itself: no way in, be it the API, a task, the
-- engine's own pages or a statement of the application's role, leads past it. The proof reads what was received and
-- decided; it never reads a flag that the program set.

-- What an authority covers, beside its value.

alter table countersign.signing_authority
    add column contracting_entity varchar(16),
    add column term_class char(2) not null default 'T0',
    add column proposal uuid,
    add constraint signing_authority_class_is_known check (term_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5'));
alter table countersign.signing_authority disable trigger signing_authority_only_ends;
update countersign.signing_authority set term_class = 'T5' where signatory <> 'standing';
alter table countersign.signing_authority enable trigger signing_authority_only_ends;
alter table countersign.signing_authority
    add constraint signing_authority_without_a_person_is_for_standard_terms check (signatory <> 'standing' or term_class = 'T0');
comment on column countersign.signing_authority.contracting_entity is 'Affiliate in whose name it signs; null: any.';
comment on column countersign.signing_authority.term_class is 'The highest class of special terms that it covers; T0: none.';
comment on column countersign.signing_authority.proposal is 'The proposal that was released; null where an installation began with it.';

alter table countersign.signature
    add column on_behalf_of varchar(64),
    add column absence uuid references countersign.absence,
    add constraint signature_by_cover_names_both check ((on_behalf_of is null) = (absence is null) and on_behalf_of is distinct from signatory);
comment on column countersign.signature.on_behalf_of is 'The absent person whose authority it was; null where the signatory''s own.';

create or replace view countersign.standing_signature as
    select s.* from countersign.signature s
    where not exists (select from countersign.signature_void v
        where v.reference = s.reference and v.submission = s.submission and v.attempt = s.attempt);

-- What a submission asks for, read from what was received.

create function countersign.term_hash(asked_code varchar, asked_text varchar, asked_percent numeric) returns char(64) language sql stable as $$
    select encode(sha256(convert_to('{"code":' || to_json(upper(btrim(asked_code)))::text
        || coalesce(',"percent":"' || trim_scale(asked_percent)::text || '"', '')
        || coalesce(',"text":' || to_json(nullif(wording.plain, ''))::text, '') || '}', 'UTF8')), 'hex')
    from (select regexp_replace(regexp_replace(asked_text,
        '^[\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]+|[\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]+$', '', 'g'),
        '[\u0009-\u000D\u0020]+', ' ', 'g') as plain) wording
$$;
comment on function countersign.term_hash is 'SHA-256 of the canonical JSON (RFC 8785) of a term: what an approval is bound to and a package has to repeat. How a text is broken into lines does not count.';

create function countersign.needed_terms(asked_reference varchar, asked_number integer)
    returns table (source varchar, source_index integer, code varchar, wording varchar, percent numeric, request varchar) language sql stable as $$
    select asked.source, asked.source_index, asked.code, asked.wording, asked.percent, t.request
    from (
        select 'AMENDMENT' as source, (a.place - 1)::integer as source_index, upper(btrim(a.item ->> 'id')) as code,
            nullif(btrim(a.item ->> 'text'), '') as wording, null::numeric as percent,
            coalesce((a.item ->> 'standard')::boolean, false) and a.item ->> 'text' is null and exists (
                select from countersign.clause c where c.code = upper(btrim(a.item ->> 'id')) and s.facts ->> 'programme' = any (c.free_for)
                    and c.valid_from <= (s.received_at at time zone 'UTC')::date
                    and (c.valid_to is null or c.valid_to >= (s.received_at at time zone 'UTC')::date)) as free
        from countersign.submission s, jsonb_array_elements(nullif(s.facts -> 'amendments', 'null')) with ordinality a (item, place)
        where s.reference = asked_reference and s.number = asked_number
        union all
        select 'EXCEPTION', (e.place - 1)::integer, upper(btrim(e.item ->> 'kind')), null, (e.item ->> 'percent')::numeric, false
        from countersign.submission s, jsonb_array_elements(nullif(s.facts -> 'exceptions', 'null')) with ordinality e (item, place)
        where s.reference = asked_reference and s.number = asked_number) asked
    left join countersign.submission_term t on t.reference = asked_reference and t.number = asked_number
        and t.source = asked.source and t.source_index = asked.source_index
    where not asked.free
$$;
comment on function countersign.needed_terms is 'Amendments and claimed exceptions of a submission that somebody has to approve, each with the request that asks for it; request is null where none does. Free is only the standard text of an amendment that the programme asks for itself.';

create function countersign.granted_term(asked_request varchar, asked_code varchar, asked_wording varchar, asked_percent numeric)
    returns setof countersign.special_term language sql stable as $$
    select t.* from countersign.special_terms_request r
        join countersign.special_term t on t.reference = r.reference and t.revision = r.revision and t.code = asked_code
        left join countersign.clause c on c.code = t.code and c.version = t.clause_version
    where r.reference = asked_request
      and countersign.term_hash(t.code, coalesce(t.text, c.text), t.percent) = countersign.term_hash(asked_code, coalesce(asked_wording, c.text), asked_percent)
    order by t.position limit 1
$$;
comment on function countersign.granted_term is 'The term of a request''s newest revision that says the same as a package: the catalogue''s standard wording may be given or left out.';

create function countersign.step_hash(asked_reference varchar, asked_revision integer, positions integer[]) returns char(64) language sql stable as $$
    select encode(sha256(convert_to('{"currency":' || to_json(r.currency::text)::text || ',"customer":' || to_json(r.customer)::text
        || ',"customerCountry":' || to_json(r.customer_country::text)::text || ',"programme":' || to_json(r.programme)::text
        || ',"terms":[' || (select string_agg('{' || coalesce('"amount":"' || trim_scale(t.amount)::text || '",', '')
                || '"code":' || to_json(t.code)::text || coalesce(',"percent":"' || trim_scale(t.percent)::text || '"', '')
                || coalesce(',"text":' || to_json(t.text)::text, '') || '}', ',' order by t.position)
            from countersign.special_term t where t.reference = r.reference and t.revision = asked_revision and t.position = any (positions))
        || '],"value":"' || trim_scale(r.value)::text || '"}', 'UTF8')), 'hex')
    from countersign.special_terms_request r where r.reference = asked_reference and r.revision = asked_revision
$$;
comment on function countersign.step_hash is 'SHA-256 of the canonical JSON (RFC 8785) of what an office decides on; null for another revision than the newest.';

create function countersign.counting_approvals(asked_reference varchar, asked_revision integer)
    returns table (step integer, office varchar, terms integer[], content_hash char(64), approval uuid, decision varchar, decided_by varchar, on_behalf_of varchar,
        conditions jsonb, expires_on date) language sql stable as $$
    select s.step, s.office, s.terms, s.content_hash, a.id, a.decision, a.decided_by, a.on_behalf_of, a.conditions, a.expires_on
    from countersign.approval_step s
    left join lateral (select * from countersign.approval given
        where given.reference = s.reference and given.office = s.office and given.content_hash = s.content_hash and given.revision <= s.revision
        order by given.revision desc, given.decided_at desc limit 1) a on true
    where s.reference = asked_reference and s.revision = asked_revision
$$;
comment on function countersign.counting_approvals is 'The steps of a revision''s route, each with the newest decision of its office on the same content; null where there is none.';

create function countersign.customer_stem(name varchar) returns varchar language sql immutable as $$
    select coalesce(string_agg(word, ' ' order by place), '') from
        unnest(string_to_array(btrim(regexp_replace(replace(replace(replace(replace(
            regexp_replace(normalize(lower(name), NFKD), '[\u0300-\u036F]', '', 'g'), 'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u'),
            '[^[:alnum:]]+', ' ', 'g')), ' ')) with ordinality as words (word, place)
    where length(word) > 1 and word <> all (array['inc', 'incorporated', 'corp', 'corporation', 'ltd', 'limited', 'co', 'company', 'ag',
        'aktiengesellschaft', 'gmbh', 'gesellschaft', 'mit', 'beschrankter', 'haftung', 'sa', 'sarl', 'sas', 'societe', 'anonyme',
        'responsabilite', 'limitee', 'bv', 'nv', 'llc', 'plc', 'se', 'kg', 'kgaa', 'ohg', 'ug', 'ev', 'eg', 'oy', 'ab', 'as', 'aps', 'spa',
        'srl', 'sl', 'lp', 'llp', 'gp', 'pty', 'pte'])
$$;
comment on function countersign.customer_stem is 'A customer''s name without case, accents, punctuation and legal form: coarser than the rules that compare names, and enough to tell another customer.';

create function countersign.same_customer(one varchar, other varchar) returns boolean language sql immutable as $$
    select countersign.customer_stem(one) <> '' and countersign.customer_stem(other) <> ''
        and (countersign.customer_stem(one) || ' ' like countersign.customer_stem(other) || ' %'
            or countersign.customer_stem(other) || ' ' like countersign.customer_stem(one) || ' %')
$$;

create function countersign.condition_holds(condition jsonb, facts jsonb, asked_currency char(3), on_day date) returns boolean language sql stable as $$
    select coalesce(case condition ->> 'kind'
        when 'NOTE' then true
        when 'MAX_VALUE' then case when facts #>> '{totalValue,currency}' = asked_currency
            then (facts #>> '{totalValue,amount}')::numeric <= (condition ->> 'value')::numeric
            else countersign.in_euro((facts #>> '{totalValue,amount}')::numeric, facts #>> '{totalValue,currency}', on_day)
                <= countersign.in_euro((condition ->> 'value')::numeric, asked_currency, on_day) end
        when 'MAX_DISCOUNT' then not exists (select from jsonb_array_elements(nullif(facts -> 'lines', 'null')) line
            where (line ->> 'discountPercent')::numeric > (condition ->> 'value')::numeric)
        when 'DOCUMENT' then exists (select from jsonb_array_elements(nullif(facts -> 'documents', 'null')) document
            where document ->> 'type' = condition ->> 'value')
        when 'SIGNED_BY' then (select bool_and((signer ->> 'signedOn')::date <= (condition ->> 'value')::date)
            from jsonb_array_elements(nullif(facts -> 'signers', 'null')) signer where signer ->> 'party' = 'CUSTOMER' and signer ->> 'signedOn' is not null)
        end, false)
$$;
comment on function countersign.condition_holds is 'Whether a package keeps what an approver demanded; a kind that is not known here is not kept.';

-- Who may sign.

create function countersign.involved_in(asked_reference varchar, asked_number integer) returns table (person varchar, did varchar) language sql stable as $$
    select s.prepared_by, 'prepared this package' from countersign.submission s where s.reference = asked_reference and s.number = asked_number
    union all
    select r.reviewed_by, 'reviewed this package' from countersign.review r where r.reference = asked_reference and r.number = asked_number
    union all
    select a.accepted_by, 'reviewed this package' from countersign.finding_acceptance a where a.reference = asked_reference and a.number = asked_number
    union all
    select unnest(array[e.granted_by, e.asked_by]), 'decided about an exception for this package'
    from countersign.finding_exception e where e.reference = asked_reference and e.number = asked_number
    union all
    select unnest(array[r.requested_by, v.submitted_by]), 'asked for its terms'
    from (select distinct request from countersign.needed_terms(asked_reference, asked_number)) n
        join countersign.special_terms_request r on r.reference = n.request
        join countersign.special_terms_revision v on v.reference = n.request
    union all
    select t.decided_by, 'triaged the request for its terms'
    from (select distinct request from countersign.needed_terms(asked_reference, asked_number)) n
        join countersign.terms_triage t on t.reference = n.request
    union all
    select unnest(array[a.decided_by, a.on_behalf_of]), 'decided on its terms'
    from (select distinct request from countersign.needed_terms(asked_reference, asked_number)) n
        join countersign.approval a on a.reference = n.request
$$;
comment on function countersign.involved_in is 'Who did something with a submission that excludes from signing it, by account; some rows name nobody.';

create function countersign.covering_authorities(asked_reference varchar, asked_number integer, asked_signatory varchar, at timestamptz,
    apart_from char(64) default null)
    returns table (authority uuid, on_behalf_of varchar, absence uuid) language sql stable as $$
    with asked as (
        select g.subsidiary, s.facts ->> 'programme' as programme, (s.facts #>> '{totalValue,amount}')::numeric as amount,
            s.facts #>> '{totalValue,currency}' as currency, (at at time zone 'UTC')::date as day,
            array(select e.code from countersign.contracting_entity e where e.country = s.facts #>> '{customer,country}'
                and e.valid_from <= (at at time zone 'UTC')::date and (e.valid_to is null or e.valid_to >= (at at time zone 'UTC')::date)) as entities,
            coalesce((select max(coalesce(t.term_class, 'T5')) from countersign.needed_terms(asked_reference, asked_number) n
                left join lateral countersign.granted_term(n.request, n.code, n.wording, n.percent) t on true), 'T0') as term_class
        from countersign.agreement g join countersign.submission s on s.reference = g.reference
        where g.reference = asked_reference and s.number = asked_number),
    granted as (
        select a.*, null::uuid as absence from countersign.signing_authority a where a.signatory = asked_signatory
        union all
        select a.*, b.id from countersign.absence b join countersign.signing_authority a on a.signatory = b.person and a.team is not null
        where b.cover = asked_signatory and b.starts <= at and b.ends > at
          and not exists (select from countersign.involved_in(asked_reference, asked_number) i
              where countersign.identity_of(i.person) = countersign.identity_of(b.person))
          and not exists (select from countersign.standing_signature x where x.reference = asked_reference and x.submission = asked_number
              and x.signed_sha256 is distinct from apart_from and countersign.identity_of(b.person) in (countersign.identity_of(x.signatory), countersign.identity_of(x.on_behalf_of))))
    select a.id, case when a.absence is not null then a.signatory end, a.absence
    from granted a, asked
    where a.valid_from <= at and (a.valid_to is null or a.valid_to > at)
      and (a.subsidiary is null or a.subsidiary = asked.subsidiary)
      and (a.programme is null or a.programme = asked.programme)
      and cardinality(asked.entities) > 0 and (a.contracting_entity is null or a.contracting_entity = any (asked.entities))
      and a.term_class >= asked.term_class
      and case when a.currency = asked.currency then a.limit_amount >= asked.amount
          else countersign.in_euro(a.limit_amount, a.currency, asked.day) >= countersign.in_euro(asked.amount, asked.currency, asked.day) end
    order by a.absence is not null, countersign.in_euro(a.limit_amount, a.currency, asked.day), a.id
$$;
comment on function countersign.covering_authorities is 'The authorities under which somebody may sign a submission at a moment: own ones first, then those of people the signatory stands in for, each smallest first. Limits in another currency compare at the newest rate of the day or before.';

-- The proof.

create function countersign.signing_obstacles(asked_reference varchar, asked_submission integer, asked_signatory varchar, at timestamptz,
    apart_from char(64) default null) returns table (code varchar, sentence varchar) language plpgsql stable as $$
declare
    agreed countersign.agreement;
    signed countersign.submission;
    day date := (at at time zone 'UTC')::date;
    needed record;
    asked countersign.special_terms_request;
    term countersign.special_term;
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
            return query values ('terms-not-approved'::varchar, format('The route of %s leads nobody to %s.', asked.reference, needed.code)::varchar);
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
comment on function countersign.signing_obstacles is 'What stands in the way of a signature at a moment, one row each: a code and a sentence for people; no row: it may be signed. apart_from: hash of a signed document that is being proved itself.';

-- Errors of class CS are refusals: their message is shown to the person.
create function countersign.refuse_signing(code varchar, sentence varchar) returns void language plpgsql as $$
begin
    raise exception '%', sentence using errcode = case code
        when 'content-changed' then 'CS001'
        when 'authority-missing' then 'CS002'
        when 'contracting-entity-missing' then 'CS002'
        when 'standing-authority-exceeded' then 'CS002'
        when 'segregation-of-duties' then 'CS003'
        when 'finding-not-judged' then 'CS005'
        when 'status-does-not-allow' then 'CS008'
        when 'submission-unknown' then 'CS008'
        when 'already-countersigned' then 'CS009'
        else 'CS007' end;
end
$$;

create function countersign.signature_is_proved() returns trigger language plpgsql as $$
declare
    obstacle record;
begin
    -- Requests before agreements, as everywhere. Whoever changes what the proof reads waits until this signature is committed, or was committed before it is read.
    perform from countersign.special_terms_request r
    where r.reference in (select n.request from countersign.needed_terms(new.reference, new.submission) n) order by r.reference for share;
    -- An agreement that this very transaction stored is nobody else's to change.
    perform from countersign.agreement a where a.reference = new.reference and a.xmin <> pg_current_xact_id()::xid for no key update;

    for obstacle in select o.code, o.sentence from countersign.signing_obstacles(new.reference, new.submission, new.signatory, new.signed_at, new.signed_sha256) o loop
        perform countersign.refuse_signing(obstacle.code, obstacle.sentence);
    end loop;
    if not exists (select from countersign.submission s where s.reference = new.reference and s.number = new.submission and s.content_hash = new.content_hash) then
        perform countersign.refuse_signing('content-changed', format('Agreement %s has changed since it was prepared for signature.', new.reference));
    end if;
    if not exists (select from countersign.covering_authorities(new.reference, new.submission, new.signatory, new.signed_at, new.signed_sha256) c
            where c.authority = new.authority and c.on_behalf_of is not distinct from new.on_behalf_of and c.absence is not distinct from new.absence) then
        perform countersign.refuse_signing('authority-missing', format('The authority named for %s does not cover agreement %s now.', new.signatory, new.reference));
    end if;
    return null;
end
$$;
drop trigger signature_is_allowed on countersign.signature;
drop function countersign.signature_is_allowed();
create constraint trigger signature_is_proved after insert on countersign.signature deferrable initially immediate
    for each row execute function countersign.signature_is_proved();

create function countersign.agreement_is_signed() returns trigger language plpgsql as $$
declare
    given integer;
    latest timestamptz;
    needed smallint;
begin
    select count(*), max(x.signed_at) into given, latest from countersign.standing_signature x where x.reference = new.reference and x.submission = new.submission;
    select countersign.signers_needed((s.facts #>> '{totalValue,amount}')::numeric, s.facts #>> '{totalValue,currency}', (latest at time zone 'UTC')::date) into needed
    from countersign.submission s where s.reference = new.reference and s.number = new.submission;
    if given < coalesce(needed, 2) then
        raise exception 'Agreement % has % of the signatures that it needs, so it is not countersigned.', new.reference, given using errcode = 'CS008';
    end if;
    return null;
end
$$;
create constraint trigger agreement_starts_unsigned after insert on countersign.agreement deferrable initially immediate for each row
    when (new.status in ('COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ON_HOLD', 'ROC_REJECTED', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED', 'BOOKED'))
    execute function countersign.agreement_is_signed();
create constraint trigger agreement_is_signed after update on countersign.agreement deferrable initially immediate for each row
    when (new.status in ('COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ON_HOLD', 'ROC_REJECTED', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED', 'BOOKED')
        and (old.submission <> new.submission or old.status not in
            ('COUNTERSIGNED', 'SUBMITTED_TO_ROC', 'ROC_ON_HOLD', 'ROC_REJECTED', 'ROC_ACCEPTED', 'PROCESSED', 'INVOICED', 'BOOKED')))
    execute function countersign.agreement_is_signed();

create function countersign.void_is_allowed() returns trigger language plpgsql as $$
begin
    perform from countersign.agreement a where a.reference = new.reference and a.status = 'READY_TO_SIGN' for no key update;
    if not found then
        raise exception 'Agreement % does not wait for a signature, so none of its signatures is void.', new.reference using errcode = 'CS008';
    end if;
    return new;
end
$$;

-- What the proof reads does not change behind its back.

create function countersign.content_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'What was received is never changed: % refused', tg_op;
end
$$;
create trigger submission_content_never_changed before update of reference, number, facts, content_hash, received_at, received_from, prepared_by
    on countersign.submission for each row execute function countersign.content_is_final();
create trigger submission_never_deleted before delete on countersign.submission for each row execute function countersign.content_is_final();
create trigger submission_never_truncated before truncate on countersign.submission for each statement execute function countersign.content_is_final();
create trigger agreement_content_never_changed before update on countersign.agreement for each row
    when (new.reference <> old.reference or new.reseller <> old.reseller or new.subsidiary <> old.subsidiary or new.submission < old.submission
        or (new.submission = old.submission and (new.content_hash <> old.content_hash or new.total_value <> old.total_value or new.currency <> old.currency
            or new.programme <> old.programme or new.customer <> old.customer or new.customer_country <> old.customer_country)))
    execute function countersign.content_is_final();

create function countersign.request_changes_by_revision() returns trigger language plpgsql as $$
begin
    raise exception 'What % asks for changes with a new revision only.', new.reference using errcode = 'CS010';
end
$$;
create trigger special_terms_request_changes_by_revision before update on countersign.special_terms_request for each row
    when (new.reference <> old.reference or new.reseller <> old.reseller or new.subsidiary <> old.subsidiary or new.requested_by <> old.requested_by
        or new.revision < old.revision or (old.agreement is not null and new.agreement is distinct from old.agreement)
        or (new.revision = old.revision and (new.content_hash <> old.content_hash or new.value <> old.value or new.currency <> old.currency
            or new.programme <> old.programme or new.customer <> old.customer or new.customer_country <> old.customer_country)))
    execute function countersign.request_changes_by_revision();

create index submission_term_by_request on countersign.submission_term (request) where request is not null;
create function countersign.request_stands_signed() returns trigger language plpgsql as $$
begin
    if exists (select from countersign.submission_term t join countersign.standing_signature x on x.reference = t.reference and x.submission = t.number
            where t.request = new.reference) then
        raise exception 'An agreement is signed under %, so what was approved stays as it is.', new.reference using errcode = 'CS010';
    end if;
    return new;
end
$$;
create trigger special_terms_request_stands_signed before update on countersign.special_terms_request for each row
    when (new.revision <> old.revision or (new.status <> old.status and new.status not in ('APPROVED', 'APPROVED_WITH_CONDITIONS', 'EXPIRED')))
    execute function countersign.request_stands_signed();
create function countersign.link_stands_signed() returns trigger language plpgsql as $$
begin
    perform from countersign.agreement a where a.reference = old.reference for no key update;
    if exists (select from countersign.standing_signature x where x.reference = old.reference and x.submission = old.number) then
        raise exception 'Agreement % is signed, so its terms stay as they are.', old.reference using errcode = 'CS008';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger submission_term_stands_signed before update or delete on countersign.submission_term
    for each row execute function countersign.link_stands_signed();

-- Who signed does not judge afterwards.

create function countersign.expect_not_signed_by(asked_reference varchar, asked_number integer, person varchar) returns void language plpgsql as $$
begin
    perform from countersign.agreement a where a.reference = asked_reference for no key update;
    if exists (select from countersign.standing_signature x where x.reference = asked_reference and x.submission = asked_number
            and countersign.identity_of(person) in (countersign.identity_of(x.signatory), countersign.identity_of(x.on_behalf_of))) then
        raise exception '% signed this agreement, so somebody else has to judge it.', person using errcode = 'CS003';
    end if;
end
$$;
create function countersign.judged_by_another() returns trigger language plpgsql as $$
begin
    perform countersign.expect_not_signed_by(new.reference, new.number, to_jsonb(new) ->> tg_argv[0]);
    return new;
end
$$;
create trigger reviewed_by_another before insert on countersign.review for each row execute function countersign.judged_by_another('reviewed_by');
create trigger accepted_by_another before insert on countersign.finding_acceptance for each row execute function countersign.judged_by_another('accepted_by');
create trigger granted_by_another before insert on countersign.finding_exception for each row execute function countersign.judged_by_another('granted_by');
create trigger void_is_allowed before insert on countersign.signature_void for each row execute function countersign.void_is_allowed();

create function countersign.approval_is_allowed() returns trigger language plpgsql as $$
declare
    asked countersign.special_terms_request;
    needed countersign.approval_step;
    package record;
begin
    select * into strict asked from countersign.special_terms_request r where r.reference = new.reference for no key update;
    select * into strict needed from countersign.approval_step s where s.reference = new.reference and s.revision = new.revision and s.step = new.step;
    if asked.revision <> new.revision or asked.status in ('REFUSED', 'WITHDRAWN') then
        raise exception '% has changed since it was offered for a decision.', new.reference using errcode = 'CS010';
    end if;
    if needed.office <> new.office or needed.content_hash <> new.content_hash or needed.route_version <> new.route_version
            or needed.content_hash is distinct from countersign.step_hash(new.reference, new.revision, needed.terms) then
        raise exception 'A decision on % is for what its step asks, not for anything else.', new.reference using errcode = 'CS010';
    end if;
    if not exists (select from public.act_id_membership m where m.user_id_ = coalesce(new.on_behalf_of, new.decided_by) and m.group_id_ in (
                select o.office || '-' || asked.subsidiary from (select needed.office union all select e.to_office from countersign.terms_escalation e
                    where e.reference = new.reference and e.revision = new.revision and e.step = new.step) o (office)))
            or (new.absence is not null and not exists (select from countersign.absence b where b.id = new.absence
                and b.person = new.on_behalf_of and countersign.identity_of(b.cover) = countersign.identity_of(new.decided_by) and b.starts <= new.decided_at and b.ends > new.decided_at)) then
        raise exception '% does not decide for % of %.', new.decided_by, needed.office, asked.subsidiary using errcode = 'CS002';
    end if;
    if exists (select from (
            select asked.requested_by as person
            union all select v.submitted_by from countersign.special_terms_revision v where v.reference = new.reference
            union all select t.decided_by from countersign.terms_triage t where t.reference = new.reference
            union all select r.reviewed_by from countersign.review r where r.reference = asked.agreement and r.decision = 'pass'
                and r.number = (select g.submission from countersign.agreement g where g.reference = asked.agreement)) other
            where countersign.identity_of(other.person) in (countersign.identity_of(new.decided_by), countersign.identity_of(new.on_behalf_of))) then
        raise exception '% asked for these terms, triaged them or reviewed their package, so somebody else has to decide on them.', new.decided_by using errcode = 'CS003';
    end if;
    if exists (select from countersign.approval a where a.reference = new.reference and a.office <> new.office
            and (countersign.identity_of(a.decided_by) in (countersign.identity_of(new.decided_by), countersign.identity_of(new.on_behalf_of))
              or countersign.identity_of(a.on_behalf_of) in (countersign.identity_of(new.decided_by), countersign.identity_of(new.on_behalf_of)))) then
        raise exception '% decided on these terms for another office, so somebody else has to.', new.decided_by using errcode = 'CS003';
    end if;
    for package in select distinct t.reference, t.number from countersign.submission_term t where t.request = new.reference order by t.reference, t.number loop
        perform countersign.expect_not_signed_by(package.reference, package.number, new.decided_by);
    end loop;
    return new;
end
$$;
create trigger approval_is_allowed before insert on countersign.approval for each row execute function countersign.approval_is_allowed();

-- Rates are kept as they were: what was compared with them stays provable.
create function countersign.rate_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'An exchange rate is never changed; a newer day gets a newer rate: % refused', tg_op;
end
$$;
create trigger exchange_rate_never_changed before update or delete on countersign.exchange_rate for each row execute function countersign.rate_is_final();
create trigger exchange_rate_never_truncated before truncate on countersign.exchange_rate for each statement execute function countersign.rate_is_final();

create function countersign.absence_only_ends() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'ends') = (to_jsonb(old) - 'ends') and new.ends < old.ends then
        return new;
    end if;
    raise exception 'An absence is ended earlier, never changed otherwise: % refused', tg_op;
end
$$;
create trigger absence_only_ends before update or delete on countersign.absence for each row execute function countersign.absence_only_ends();
create trigger absence_never_truncated before truncate on countersign.absence for each statement execute function countersign.absence_only_ends();
create trigger signing_authority_never_truncated before truncate on countersign.signing_authority
    for each statement execute function countersign.signing_authority_only_ends();

-- Decisions about terms are approvals of a request now.
drop table countersign.terms_decision;
