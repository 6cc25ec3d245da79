-- Which decision counts is said once: the proof, the process and what approvers see ask the same function.

create function countersign.counting_approval(asked_reference varchar, asked_revision integer, asked_office varchar, asked_hash char(64))
    returns setof countersign.approval language sql stable as $$
    select * from countersign.approval given
    where given.reference = asked_reference and given.office = asked_office and given.content_hash = asked_hash and given.revision <= asked_revision
    order by given.revision desc, given.decided_at desc limit 1
$$;
comment on function countersign.counting_approval is 'The newest decision of an office on a content, whichever revision up to the asked one it was taken on. It may be a refusal, or have expired.';

create or replace function countersign.counting_approvals(asked_reference varchar, asked_revision integer)
    returns table (step integer, office varchar, terms integer[], content_hash char(64), approval uuid, decision varchar, decided_by varchar, on_behalf_of varchar,
        conditions jsonb, expires_on date) language sql stable as $$
    select s.step, s.office, s.terms, s.content_hash, a.id, a.decision, a.decided_by, a.on_behalf_of, a.conditions, a.expires_on
    from countersign.approval_step s
    left join lateral countersign.counting_approval(s.reference, s.revision, s.office, s.content_hash) a on true
    where s.reference = asked_reference and s.revision = asked_revision
$$;
