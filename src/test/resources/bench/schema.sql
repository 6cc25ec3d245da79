-- Tables of an agreement desk without an engine, for the floors.
drop schema if exists bench_floor cascade;
create schema bench_floor;
create table bench_floor.agreement (
    id bigint primary key, customer text not null, value numeric(19, 2) not null, status text not null, changed_at timestamptz not null);
create table bench_floor.line (
    agreement bigint not null, position integer not null, product text not null, quantity integer not null, primary key (agreement, position));
create table bench_floor.audit (
    sequence bigint generated always as identity primary key, agreement bigint not null, type text not null, facts text not null, occurred_at timestamptz not null);
create table bench_floor.outbox (
    agreement bigint primary key, payload text not null, state text not null);
create table bench_floor.document (
    agreement bigint primary key, sha256 text not null, size integer not null)
