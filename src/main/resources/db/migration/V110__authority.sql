-- Who is who, who stands in for whom, in which currency amounts are compared, and which affiliate signs.

alter table countersign.person add column identity varchar(64);
comment on column countersign.person.identity is 'The human being behind the account, for instance a personnel number: two accounts with one identity are one person. Null: the account is the person.';

create function countersign.identity_of(account varchar) returns varchar language sql stable as $$
    select coalesce((select p.identity from countersign.person p where p.user_id = account), account)
$$;
comment on function countersign.identity_of is 'Segregation of duties compares people, not accounts, and never the teams they are in.';

create table countersign.absence (
    id            uuid          primary key,
    person        varchar(64)   not null,
    cover         varchar(64)   not null,
    starts        timestamptz   not null,
    ends          timestamptz   not null,
    reason        varchar(400)  not null,
    registered_by varchar(64)   not null,
    registered_at timestamptz   not null,
    constraint absence_ends_after_it_starts check (ends > starts),
    constraint absence_is_covered_by_another check (person <> cover)
);
create index absence_by_cover on countersign.absence (cover, starts);
comment on table countersign.absence is 'Who decides and signs for whom while away, up to the absent person''s own authority. ends is the first moment at which it no longer holds; only this may be changed later.';

alter table countersign.approval add constraint approval_by_a_registered_cover foreign key (absence) references countersign.absence;

create table countersign.exchange_rate (
    currency char(3)        not null,
    day      date           not null,
    per_euro numeric(18, 8) not null,
    source   varchar(200)   not null,
    primary key (currency, day),
    constraint exchange_rate_is_positive check (per_euro > 0)
);
comment on table countersign.exchange_rate is 'Units of a currency for one euro. Limits and amounts in different currencies compare at the newest rate of the day or before.';
insert into countersign.exchange_rate (currency, day, per_euro, source) values
    ('EUR', '2000-01-01', 1, 'by definition'),
    ('USD', '2000-01-01', 1.10, 'Default of this installation: keep your house''s rates here'),
    ('CHF', '2000-01-01', 0.95, 'Default of this installation: keep your house''s rates here'),
    ('GBP', '2000-01-01', 0.85, 'Default of this installation: keep your house''s rates here');

create function countersign.in_euro(amount numeric, asked_currency char(3), on_day date) returns numeric language sql stable as $$
    select amount / r.per_euro from countersign.exchange_rate r
    where r.currency = asked_currency and r.day <= on_day order by r.day desc limit 1
$$;
comment on function countersign.in_euro is 'Null where no rate of the currency is known on that day: then nothing is covered.';

create table countersign.contracting_entity (
    code       varchar(16)  not null,
    name       varchar(200) not null,
    country    char(2)      not null,
    valid_from date         not null,
    valid_to   date,
    trust      varchar(12)  not null,
    primary key (code, country, valid_from),
    constraint contracting_entity_ends_after_it_starts check (valid_to is null or valid_to >= valid_from)
);
comment on table countersign.contracting_entity is 'Which affiliate signs for customers of which country, and when.';
insert into countersign.contracting_entity (code, name, country, valid_from, trust) values
    ('MIOL', 'Microsoft Ireland Operations Limited', 'DE', '2000-01-01', 'Confirmed'),
    ('MIOL', 'Microsoft Ireland Operations Limited', 'AT', '2000-01-01', 'Confirmed'),
    ('MIOL', 'Microsoft Ireland Operations Limited', 'CH', '2000-01-01', 'Confirmed'),
    ('MIOL', 'Microsoft Ireland Operations Limited', 'FR', '2000-01-01', 'Confirmed'),
    ('MIOL', 'Microsoft Ireland Operations Limited', 'BE', '2000-01-01', 'Confirmed'),
    ('MIOL', 'Microsoft Ireland Operations Limited', 'LU', '2000-01-01', 'Confirmed');

create table countersign.signing_policy (
    valid_from        date           primary key,
    two_signers_above numeric(19, 4) not null,
    constraint signing_policy_amount_is_positive check (two_signers_above > 0)
);
comment on table countersign.signing_policy is 'Above which value, in euro, two people sign: a default of this installation. The newest row of the day or before holds.';
insert into countersign.signing_policy (valid_from, two_signers_above) values ('2000-01-01', 5000000);
