-- People of the desk and resellers. Passwords, roles and subsidiaries of people are the engine's
-- (its users and groups): here is only what the engine has no room for.
create schema if not exists countersign;

create table countersign.person (
	user_id varchar(64) primary key,
	name    varchar(200) not null check (btrim(name) <> ''),
	email   varchar(254),
	zone    varchar(64)  not null
);

comment on column countersign.person.user_id is 'the user''s id in the engine';
comment on column countersign.person.zone is 'IANA time zone in which dates are shown to the person';

create table countersign.reseller (
	code                   varchar(64) primary key check (code ~ '^[a-z0-9][a-z0-9.-]*$'),
	name                   varchar(200) not null check (btrim(name) <> ''),
	public_customer_number varchar(32)  not null unique,
	active                 boolean      not null default true
);

comment on column countersign.reseller.code is 'also the client id with which the reseller''s tokens are issued';
comment on column countersign.reseller.public_customer_number is 'the PCN that packages name the reseller by';
comment on column countersign.reseller.active is 'false: no longer let in; its agreements stay readable to the desk';
