\set n :n + 1
\set id :base + :client_id * 10000000 + :n
begin;
insert into bench_floor.agreement values (:id, 'Fabrikam GmbH', 120000.00, 'SUBMITTED', now());
insert into bench_floor.line values (:id, 1, 'Productivity suite', 250);
insert into bench_floor.line values (:id, 2, 'Operating system upgrade', 250);
insert into bench_floor.line values (:id, 3, 'Server, two cores', 32);
insert into bench_floor.audit (agreement, type, facts, occurred_at) values (:id, 'Submitted', '{"by": "northwind"}', now());
insert into bench_floor.outbox values (:id, '{"programme": "EA", "value": "120000.00", "currency": "EUR"}', 'PENDING');
commit;
begin;
update bench_floor.agreement set status = 'SENT', changed_at = now() where id = :id;
update bench_floor.outbox set state = 'SENT' where agreement = :id;
insert into bench_floor.document values (:id, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 48211);
insert into bench_floor.audit (agreement, type, facts, occurred_at) values (:id, 'Sent', '{"by": "system"}', now());
commit;
begin;
select status from bench_floor.agreement where id = :id;
update bench_floor.agreement set status = 'BOOKED', changed_at = now() where id = :id;
update bench_floor.outbox set state = 'DONE' where agreement = :id;
insert into bench_floor.audit (agreement, type, facts, occurred_at) values (:id, 'Booked', '{"by": "roc"}', now());
commit;
