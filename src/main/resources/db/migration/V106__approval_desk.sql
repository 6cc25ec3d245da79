-- What approvers are shown beside a request, and how much they may decide at once.

create table countersign.approval_desk_policy (
    valid_from       date            primary key,
    precedent_months integer         not null,
    value_bands      numeric(19, 4)[] not null,
    bulk_value       numeric(19, 4)  not null,
    bulk_requests    integer         not null,
    bulk_class       char(2)         not null,
    trust            varchar(12)     not null,
    constraint approval_desk_looks_back check (precedent_months between 1 and 120),
    constraint approval_desk_bulk_is_limited check (bulk_value >= 0 and bulk_requests between 0 and 100),
    constraint approval_desk_bulk_class_is_known check (bulk_class in ('T0', 'T1', 'T2', 'T3', 'T4', 'T5'))
);
comment on table countersign.approval_desk_policy is 'The newest row of the day or before holds.';
comment on column countersign.approval_desk_policy.value_bands is 'Upper ends of the bands in euro that precedents are counted by, ascending; a value on an end is below it.';
comment on column countersign.approval_desk_policy.bulk_value is 'Largest value, in euro, of a request that may be decided together with others.';
comment on column countersign.approval_desk_policy.bulk_requests is 'Most requests in one decision; 0: none are decided together.';
comment on column countersign.approval_desk_policy.bulk_class is 'Gravest class of a term that may be decided so.';
insert into countersign.approval_desk_policy (valid_from, precedent_months, value_bands, bulk_value, bulk_requests, bulk_class, trust)
values ('2000-01-01', 24, '{100000, 1000000, 5000000}', 100000, 25, 'T2', 'Default');
