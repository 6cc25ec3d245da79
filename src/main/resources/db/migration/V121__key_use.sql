-- Every use of the signing key: what was to be signed, before; what came of it, after. Both commit by themselves, so
-- that they stay where the transaction of the signature is rolled back.

create table countersign.key_use (
    id                     bigint        generated always as identity primary key,
    reference              varchar(32)   not null,
    signatory              varchar(200)  not null,
    certificate            varchar(64)   not null,
    digest                 char(64)      not null,
    intended_at            timestamptz   not null,
    ended_at               timestamptz,
    signature_value_sha256 char(64),
    problem                varchar(1000),
    constraint key_use_ends_with_a_value_or_a_problem check (
        case when ended_at is null then signature_value_sha256 is null and problem is null
        else (signature_value_sha256 is null) <> (problem is null) end)
) with (fillfactor = 70);
comment on table countersign.key_use is 'Uses of the signing key. The agreement may not be stored: it is signed before its transaction opens. Without an end: the process ended in between, and the key may have been used.';
comment on column countersign.key_use.certificate is 'Serial number, hexadecimal.';
comment on column countersign.key_use.digest is 'SHA-256 of what the key was asked to sign: the signed attributes, which hold the document''s hash.';
comment on column countersign.key_use.signature_value_sha256 is 'As in table signature, where the signature was stored.';

create function countersign.key_use_only_ends() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null and (to_jsonb(new) - array['ended_at', 'signature_value_sha256', 'problem'])
            = (to_jsonb(old) - array['ended_at', 'signature_value_sha256', 'problem']) then
        return new;
    end if;
    raise exception 'A use of the key gets its result once and is never changed otherwise: % refused', tg_op;
end
$$;
create trigger key_use_only_ends before update or delete on countersign.key_use
    for each row execute function countersign.key_use_only_ends();
create trigger key_use_never_truncated before truncate on countersign.key_use
    for each statement execute function countersign.key_use_only_ends();
