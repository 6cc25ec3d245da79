-- How long terms count that nobody has to approve: policy like everything else that ends an approval.

alter table countersign.approval_desk_policy
    add column unasked_days integer not null default 90,
    add constraint approval_desk_unasked_days_positive check (unasked_days > 0);
comment on column countersign.approval_desk_policy.unasked_days is 'For how many days a request counts whose route leads to nobody.';
