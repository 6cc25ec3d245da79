-- The catalogue of clauses to begin with. What is publicly documented says so; classes, evidence and everything else are
-- defaults of this installation, to be replaced by new versions.

insert into countersign.clause (code, version, title, term_class, kind, text, text_version, fallback, alternatives,
    evidence, free_for, trust, source, valid_from, entered_by, entered_at) values
('M97', 1, 'Invoice for quoted price', 'T1', 'AMENDMENT', null, null, null, '[]', '{}', '{}', 'Confirmed',
    'The amendment exists in filed enrolment packages; its wording is not kept here. Class: Default.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('M325', 1, 'Early Commitment', 'T1', 'AMENDMENT', null, null, null, '[]', '{}', '{}', 'Confirmed',
    'A filed form: the new enrolment starts one day after the expiring one, whose last true-up is placed at signature. Class: Default.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('W29', 1, 'Enrolment for fewer than 250 users or devices', 'T1', 'AMENDMENT', null, null, null, '[]', '{}', '{EA-SUB250}', 'Confirmed',
    'The programme for 25 to 249 seats is this amendment. Class: Default.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('M507', 1, 'Change of the minimum order', 'T1', 'AMENDMENT', null, null, null, '[]', '{}', '{}', 'Confirmed',
    'Filed packages of enterprise agreements list it; its wording is not kept here. Class: Default.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('CTM', 1, 'Custom terms', 'T3', 'CUSTOM', null, null, 'Keep the standard terms; describe the customer''s concern in a cover letter.', '[]', '{REDLINE,RISK_MEMO}', '{}', 'Default',
    'Wording of its own; the catalogue and numbering of such terms are not public.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('DISCOUNT', 1, 'Discount above standard', 'T2', 'EXCEPTION', null, null, 'Offer the standard discount of the price level.', '[]', '{DEAL_MEMO,COMPETITOR_EVIDENCE,CUSTOMER_PRICE}', '{}', 'Default',
    'Commercial term: evidence is demanded because discounts were granted without any in published enforcement cases.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('BACKDATE', 1, 'Effective date before the signature', 'T2', 'EXCEPTION', null, null, 'Begin on the day of signature.', '[]', '{DEAL_MEMO}', '{}', 'Default',
    'Commercial term; the conditions of backdating are not public.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('PAYMENT', 1, 'Payment terms', 'T2', 'CUSTOM', null, null, 'Payment within 30 days.',
    '[{"title": "Forty-five days", "text": "Payment within 45 days of the invoice."}]', '{DEAL_MEMO}', '{}', 'Default',
    'Commercial term.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('PRICE_HOLD', 1, 'Prices held for a time', 'T2', 'CUSTOM', null, null, 'Prices of the price list on the day of the order.', '[]', '{DEAL_MEMO,CUSTOMER_PRICE}', '{}', 'Default',
    'Commercial term.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('LIABILITY', 1, 'Limitation of liability', 'T3', 'CUSTOM', null, null, 'Keep the limitation of the master agreement.', '[]', '{REDLINE,RISK_MEMO}', '{}', 'Default',
    'Legal risk.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('TERMINATION', 1, 'Termination for convenience', 'T3', 'CUSTOM', null, null, 'Keep termination for cause.', '[]', '{REDLINE,RISK_MEMO}', '{}', 'Default',
    'Legal risk.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('ACCEPTANCE', 1, 'Acceptance by the customer', 'T4', 'CUSTOM', null, null, 'Delivery ends with access to the service.', '[]', '{REVENUE_MEMO}', '{}', 'Default',
    'May move revenue.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('SIDE_LETTER', 1, 'Side letter', 'T4', 'CUSTOM', null, null, 'Put the promise into an amendment.', '[]', '{REVENUE_MEMO,REDLINE}', '{}', 'Default',
    'May move revenue.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('EARLY_RENEWAL', 1, 'Renewal before the natural end', 'T5', 'EXCEPTION', null, null, 'Renew on the natural date.', '[]', '{WAIVER_RECORD}', '{}', 'Default',
    'Exception to policy.', '2000-01-01', 'system', '2026-07-01T00:00:00Z'),
('LATE_RENEWAL', 1, 'Renewal after the end at the same discount', 'T5', 'EXCEPTION', null, null, 'Renew at the discount of late renewals.', '[]', '{WAIVER_RECORD}', '{}', 'Default',
    'Exception to policy; the record of an on-time waiver is the evidence.', '2000-01-01', 'system', '2026-07-01T00:00:00Z');

update countersign.clause set own_wording_class = term_class where kind <> 'AMENDMENT';

create function countersign.clause_is_ended_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or new.valid_to is null
        or (to_jsonb(new) - 'valid_to') <> (to_jsonb(old) - 'valid_to') or old.valid_to is not null then
        raise exception 'A version of a clause is never changed, only ended once. Add a new version.' using errcode = 'CS007';
    end if;
    return new;
end
$$;
create trigger clause_is_ended_only before update or delete on countersign.clause
    for each row execute function countersign.clause_is_ended_only();
