-- Who may sign for how much, and what was signed. The rules that must hold whatever the program does are here.

create table countersign.signing_authority (
    id           uuid           primary key,
    signatory    varchar(64)    not null,
    capacity     varchar(80)    not null,
    team         varchar(32),
    subsidiary   varchar(8)     references countersign.subsidiary,
    programme    varchar(16),
    currency     char(3)        not null,
    limit_amount numeric(19, 4) not null,
    valid_from   timestamptz    not null,
    valid_to     timestamptz,
    granted_by   varchar(64)    not null,
    approved_by  varchar(64)    not null,
    constraint signing_authority_needs_four_eyes check (granted_by <> approved_by),
    constraint signing_authority_is_not_granted_to_oneself check (signatory not in (granted_by, approved_by)),
    constraint signing_authority_limit_is_positive check (limit_amount > 0),
    constraint signing_authority_ends_after_it_starts check (valid_to is null or valid_to > valid_from),
    constraint signing_authority_of_a_person_has_a_team check ((signatory = 'standing') = (team is null))
);
create index signing_authority_by_signatory on countersign.signing_authority (signatory, currency);
comment on table countersign.signing_authority is 'Authorities to sign, up to a value in one currency. Signatory "standing": no person signs; the table standing-authority narrows it further.';
comment on column countersign.signing_authority.team is 'Role whose task list offers agreements that this authority covers.';
comment on column countersign.signing_authority.subsidiary is 'Null: any.';
comment on column countersign.signing_authority.programme is 'Null: any.';
comment on column countersign.signing_authority.valid_to is 'The first moment at which it no longer holds; null: open-ended. Only this may be changed later.';

create function countersign.signing_authority_only_ends() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'valid_to') = (to_jsonb(old) - 'valid_to') then
        return new;
    end if;
    raise exception 'A signing authority is ended by its valid_to, never changed otherwise: % refused', tg_op;
end
$$;
create trigger signing_authority_only_ends before update or delete on countersign.signing_authority
    for each row execute function countersign.signing_authority_only_ends();

create table countersign.signature (
    reference              varchar(32)  not null,
    submission             integer      not null,
    signed_sha256          char(64)     not null unique references countersign.document,
    unsigned_sha256        char(64)     not null references countersign.document,
    unsigned_length        integer      not null,
    content_hash           char(64)     not null,
    signatory              varchar(64)  not null,
    name                   varchar(200) not null,
    capacity               varchar(80)  not null,
    authority              uuid         not null references countersign.signing_authority,
    signed_at              timestamptz  not null,
    certificate_subject    varchar(500) not null,
    certificate_serial     varchar(64)  not null,
    signature_value_sha256 char(64)     not null unique,
    constraint signature_once_for_each_submission primary key (reference, submission),
    constraint signature_of_a_submission foreign key (reference, submission) references countersign.submission,
    constraint signature_time_is_whole_seconds check (signed_at = date_trunc('second', signed_at)),
    constraint signature_adds_to_what_was_received check (unsigned_length > 0 and signed_sha256 <> unsigned_sha256)
);
comment on table countersign.signature is 'Every countersignature. The first unsigned_length bytes of the signed document are the document received.';

-- Errors of class CS are refusals: their message is shown to the person.
create function countersign.signature_is_allowed() returns trigger language plpgsql as $$
declare
    agreed countersign.agreement;
begin
    select * into strict agreed from countersign.agreement where reference = new.reference;
    if agreed.submission <> new.submission or agreed.content_hash <> new.content_hash then
        raise exception 'Agreement % has changed since it was prepared for signature.', new.reference using errcode = 'CS001';
    end if;
    if not exists (select from countersign.signing_authority a
            where a.id = new.authority and a.signatory = new.signatory
              and (a.subsidiary is null or a.subsidiary = agreed.subsidiary)
              and (a.programme is null or a.programme = agreed.programme)
              and a.currency = agreed.currency and a.limit_amount >= agreed.total_value
              and a.valid_from <= new.signed_at and (a.valid_to is null or a.valid_to > new.signed_at)) then
        raise exception 'The authority of % does not cover % % now.', new.signatory, agreed.currency, agreed.total_value using errcode = 'CS002';
    end if;
    if exists (select from countersign.review where reference = new.reference and number = new.submission and reviewed_by = new.signatory)
            or exists (select from countersign.terms_decision where reference = new.reference and submission = new.submission and decided_by = new.signatory) then
        raise exception '% reviewed this package or decided on its terms, so somebody else has to sign it.', new.signatory using errcode = 'CS003';
    end if;
    return new;
end
$$;
create trigger signature_is_allowed before insert on countersign.signature
    for each row execute function countersign.signature_is_allowed();

create function countersign.signature_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'Signatures are never changed: % refused', tg_op;
end
$$;
create trigger signature_never_changed before update or delete on countersign.signature
    for each row execute function countersign.signature_is_final();
create trigger signature_never_truncated before truncate on countersign.signature
    for each statement execute function countersign.signature_is_final();
