-- The Regional Operations Centers: where they are, when they work, how they are reached, what they promise, and until when
-- an order counts for a period. Rows are never changed: a later row says what holds from a later day on, so that what was
-- true when a handoff was made can always be told. Which center serves which country is decision roc-center.

create table countersign.roc_center (
    code varchar(3)  primary key,
    name varchar(80) not null,
    constraint roc_center_code_is_written_in_capitals check (code ~ '^[A-Z]{3}$')
);

create table countersign.roc_center_profile (
    center     varchar(3)   not null references countersign.roc_center,
    valid_from date         not null,
    zone       varchar(40)  not null,
    country    char(2)      not null,
    opens      time         not null,
    closes     time         not null,
    channel    varchar(8)   not null,
    trust      varchar(16)  not null,
    because    varchar(400) not null,
    primary key (center, valid_from),
    constraint roc_center_profile_opens_before_it_closes check (opens < closes),
    constraint roc_center_profile_channel_is_known check (channel in ('API', 'FOLDER')),
    constraint roc_center_profile_trust_is_known check (trust in ('Confirmed', 'Secondary', 'Recalled', 'Default'))
);
comment on table countersign.roc_center_profile is 'Zone, office hours and channel of a center. The newest row of the day or before holds. Country selects the public holidays.';

create table countersign.roc_closed_day (
    center  varchar(3)   not null references countersign.roc_center,
    day     date         not null,
    because varchar(400) not null,
    primary key (center, day)
);
comment on table countersign.roc_closed_day is 'Days on which a center does not work beside weekends and the public holidays of its country.';

create table countersign.roc_sla (
    center            varchar(3)   not null references countersign.roc_center,
    work              varchar(16)  not null,
    valid_from        date         not null,
    hours             integer      not null,
    counts            varchar(8)   not null,
    pauses_while_held boolean      not null,
    trust             varchar(16)  not null,
    because           varchar(400) not null,
    primary key (center, work, valid_from),
    constraint roc_sla_work_is_known check (work in ('ACKNOWLEDGEMENT', 'QUERY', 'TRANSACTION', 'INVOICE')),
    constraint roc_sla_hours_positive check (hours > 0),
    constraint roc_sla_counts_is_known check (counts in ('CALENDAR', 'BUSINESS')),
    constraint roc_sla_trust_is_known check (trust in ('Confirmed', 'Secondary', 'Recalled', 'Default'))
);
comment on table countersign.roc_sla is 'How long a center takes at most for a kind of work. The newest row of the day on which a clock starts, or before, holds.';
comment on column countersign.roc_sla.counts is 'CALENDAR: every hour. BUSINESS: hours of the center''s office days.';
comment on column countersign.roc_sla.pauses_while_held is 'Whether the center''s clock stands still while it holds an order. The desk''s own clock never does.';
comment on column countersign.roc_sla.trust is 'Of the number of hours; that they are counted so, and pause, is a Default throughout.';

create table countersign.roc_cutoff (
    center     varchar(3)   not null references countersign.roc_center,
    period     date         not null,
    known_from date         not null,
    cutoff     timestamp    not null,
    trust      varchar(16)  not null,
    because    varchar(400) not null,
    primary key (center, period, known_from),
    constraint roc_cutoff_period_is_a_month check (extract(day from period) = 1),
    constraint roc_cutoff_trust_is_known check (trust in ('Confirmed', 'Secondary', 'Recalled', 'Default'))
);
comment on table countersign.roc_cutoff is 'Guaranteed cutoff (GCO): an order that a center has by then is processed within the period as a rule. The row known last holds.';
comment on column countersign.roc_cutoff.period is 'The fiscal month, by its first day.';
comment on column countersign.roc_cutoff.cutoff is 'By the clock on the center''s wall: its zone is in its profile.';

create function countersign.reference_data_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'What is known of the centers is not changed: add a row that holds from a later day on.';
end
$$;
do $$
declare
    kept varchar;
begin
    foreach kept in array array['roc_center', 'roc_center_profile', 'roc_closed_day', 'roc_sla', 'roc_cutoff'] loop
        execute format('create trigger %1$s_never_changed before update or delete on countersign.%1$s for each row execute function countersign.reference_data_only_grows()', kept);
    end loop;
end
$$;

insert into countersign.roc_center (code, name) values ('DUB', 'Dublin'), ('RNO', 'Reno'), ('SIN', 'Singapore');

insert into countersign.roc_center_profile (center, valid_from, zone, country, opens, closes, channel, trust, because) values
    ('DUB', '2000-01-01', 'Europe/Dublin', 'IE', '09:00', '17:30', 'API', 'Default', 'Default: the center for Europe, the Middle East and Africa. Office hours are assumed.'),
    ('RNO', '2000-01-01', 'America/Los_Angeles', 'US', '08:00', '17:00', 'API', 'Default', 'Default: the center for North and South America. Office hours are assumed.'),
    ('SIN', '2000-01-01', 'Asia/Singapore', 'SG', '09:00', '18:00', 'API', 'Default', 'Default: the center for Asia and the Pacific. Office hours are assumed.');

insert into countersign.roc_sla (center, work, valid_from, hours, counts, pauses_while_held, trust, because)
select c.code, w.work, date '2000-01-01', w.hours, w.counts, w.pauses, w.trust, w.because
from countersign.roc_center c
cross join (values
    ('ACKNOWLEDGEMENT', 24, 'CALENDAR', false, 'Confirmed', 'Published target for the acknowledgement of a case. Which hours count is not published.'),
    ('QUERY', 48, 'CALENDAR', true, 'Confirmed', 'Published target for the answer to a query. Which hours count is not published.'),
    ('TRANSACTION', 72, 'CALENDAR', true, 'Confirmed', 'Published target for a transaction, contract or order. Which hours count, and from when, is not published: here from the acknowledgement.'),
    ('INVOICE', 40, 'BUSINESS', true, 'Default', 'Default: five office days from acceptance to invoice. Nothing is published.')
) as w (work, hours, counts, pauses, trust, because);

-- The last Monday to Friday of each month at 18:00, for two fiscal years.
insert into countersign.roc_cutoff (center, period, known_from, cutoff, trust, because)
select c.code, m.first, date '2000-01-01',
    (select max(d) from generate_series(m.first, m.first + interval '1 month' - interval '1 day', interval '1 day') d where extract(isodow from d) < 6) + time '18:00',
    'Default', 'Default: last weekday of the month, 18:00 at the center. Cutoffs are not published; enter those announced to you.'
from countersign.roc_center c
cross join (select generate_series(timestamp '2026-07-01', timestamp '2028-06-01', interval '1 month')::date as first) m;

-- Each handoff has a center. What was handed over before there were centers went to Dublin: only its countries were served.
alter table countersign.roc_outbox add column center varchar(3) not null default 'DUB' references countersign.roc_center;
alter table countersign.roc_outbox alter column center drop default;
comment on column countersign.roc_outbox.center is 'The center that serves the customer''s country, as decided when this was handed over.';
