-- A submission may need two signatures, may be signed in other ways than with our key, and what one person signed
-- counts for nothing once another refuses to sign beside it.

alter table countersign.signature
    add column attempt  smallint    not null default 1,
    add column position smallint    not null default 1,
    add column method   varchar(24) not null default 'PADES',
    drop constraint signature_once_for_each_submission,
    add constraint signature_once_for_each_position primary key (reference, submission, attempt, position),
    add constraint signature_position_is_one_of_two check (position in (1, 2)),
    add constraint signature_attempt_counts_from_one check (attempt >= 1),
    add constraint signature_method_is_known check (method in ('PADES', 'WET_INK', 'CUSTOMER_PLATFORM'));
comment on table countersign.signature is 'Every countersignature. Under method PADES the first unsigned_length bytes of the signed document are the document before: for position 1 the one received, for position 2 the one that the first person signed.';
comment on column countersign.signature.attempt is 'Counts the attempts to sign a submission: an attempt whose signatures are void is followed by another.';
comment on column countersign.signature.method is 'PADES: by our key, in the PDF. WET_INK: by hand, scanned. CUSTOMER_PLATFORM: on a signing service of the customer.';

create table countersign.signature_void (
    reference  varchar(32)   not null,
    submission integer       not null,
    attempt    smallint      not null,
    because    varchar(2000) not null,
    voided_by  varchar(64)   not null,
    voided_at  timestamptz   not null,
    primary key (reference, submission, attempt),
    foreign key (reference, submission) references countersign.submission
);
comment on table countersign.signature_void is 'Attempts to sign that ended without all signatures: the signatures given count for nothing.';
create trigger signature_void_never_changed before update or delete on countersign.signature_void
    for each row execute function countersign.decision_is_final();
create trigger signature_void_never_truncated before truncate on countersign.signature_void
    for each statement execute function countersign.decision_is_final();

create view countersign.standing_signature as
    select s.* from countersign.signature s
    where not exists (select from countersign.signature_void v
        where v.reference = s.reference and v.submission = s.submission and v.attempt = s.attempt);
comment on view countersign.standing_signature is 'Signatures that are not void.';

create function countersign.signers_needed(amount numeric, asked_currency char(3), on_day date) returns smallint language sql stable as $$
    select case when countersign.in_euro(amount, asked_currency, on_day) <= p.two_signers_above then 1::smallint else 2::smallint end
    from countersign.signing_policy p where p.valid_from <= on_day order by p.valid_from desc limit 1
$$;
comment on function countersign.signers_needed is 'How many people sign an amount; two where no rate of its currency is known.';
