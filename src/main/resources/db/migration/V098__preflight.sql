-- Receipts are cleared by age, unless a submission refers to them.

create index preflight_receipt_by_issue on countersign.preflight_receipt (issued_at);
create index submission_by_preflight on countersign.submission ((facts ->> 'preflight')) where facts ->> 'preflight' is not null;
alter table countersign.preflight_receipt
    add constraint preflight_receipt_counts_not_negative check (blockers >= 0 and warnings >= 0),
    add constraint preflight_receipt_route_is_known check (route in ('STRAIGHT_THROUGH', 'SIGNATURE', 'TERMS', 'REVIEW', 'RETURN'));
