-- Who reviewed a package and who decided on its terms must not sign it. The rows that prove it are never changed either.

create function countersign.decision_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'Decisions of people are never changed: % refused', tg_op;
end
$$;

create trigger review_never_changed before update or delete on countersign.review
    for each row execute function countersign.decision_is_final();
create trigger review_never_truncated before truncate on countersign.review
    for each statement execute function countersign.decision_is_final();
create trigger terms_decision_never_changed before update or delete on countersign.terms_decision
    for each row execute function countersign.decision_is_final();
create trigger terms_decision_never_truncated before truncate on countersign.terms_decision
    for each statement execute function countersign.decision_is_final();
