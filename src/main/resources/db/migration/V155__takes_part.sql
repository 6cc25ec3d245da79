-- Who stands in for somebody of another desk sees what there is to decide or to sign, and nothing else of that desk.

create function countersign.takes_part(account varchar, asked_reference varchar) returns boolean language sql stable as $$
    with about as (
        select asked_reference as reference
        union select t.request from countersign.submission_term t where t.reference = asked_reference and t.request is not null
        union select t.reference from countersign.submission_term t where t.request = asked_reference
        union select r.reference from countersign.special_terms_request r where r.agreement = asked_reference
        union select r.agreement from countersign.special_terms_request r where r.reference = asked_reference and r.agreement is not null)
    select exists (select from countersign.work_item w join about using (reference) where w.assignee = account or account = any (w.candidates))
        or exists (select from countersign.signature s join about using (reference) where s.signatory = account and s.on_behalf_of is not null)
        or exists (select from countersign.approval a join about using (reference) where a.decided_by = account and a.on_behalf_of is not null)
$$;
comment on function countersign.takes_part is 'Whether an open task about an agreement or a request for special terms, or about one that belongs to it, is held by somebody or offered by name, or was answered in the place of somebody absent.';
