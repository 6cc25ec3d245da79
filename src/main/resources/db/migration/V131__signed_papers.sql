-- Signatures that are not given with our key: by hand, or on a signing service of the customer. They pass the same proof,
-- and each brings its own evidence.

create table countersign.signing_paper (
    id              uuid         primary key,
    reference       varchar(32)  not null,
    submission      integer      not null,
    method          varchar(24)  not null,
    we_sign_first   boolean      not null,
    written_on      date         not null,
    signed_sha256   char(64)     not null references countersign.document,
    file_name       varchar(200) not null,
    evidence_sha256 char(64)     references countersign.document,
    evidence_name   varchar(200),
    brought_by      varchar(64)  not null,
    brought_at      timestamptz  not null,
    foreign key (reference, submission) references countersign.submission,
    constraint signing_paper_method_is_known check (method in ('WET_INK', 'CUSTOMER_PLATFORM')),
    constraint signing_paper_is_written_before_it_is_brought check (written_on <= (brought_at at time zone 'UTC')::date + 1),
    constraint signing_paper_evidence_is_whole check ((evidence_sha256 is null) = (evidence_name is null)),
    constraint signing_paper_is_not_its_own_evidence check (evidence_sha256 is distinct from signed_sha256),
    constraint signing_paper_of_a_platform_has_its_certificate check (method <> 'CUSTOMER_PLATFORM' or evidence_sha256 is not null),
    constraint signing_paper_signed_first_has_the_copy check (not we_sign_first or evidence_sha256 is not null)
);
create index signing_paper_by_agreement on countersign.signing_paper (reference, submission);
comment on table countersign.signing_paper is 'Documents signed outside of Countersign, as the signatory brought them.';
comment on column countersign.signing_paper.we_sign_first is 'The order of the counterparts: whether we signed before the customer. Then the evidence is the copy with our signature alone.';
comment on column countersign.signing_paper.written_on is 'The day beside our signature. One day of tolerance: somewhere it is already tomorrow.';
comment on column countersign.signing_paper.evidence_sha256 is 'The certificate of completion of the customer''s platform, or the copy that we signed first.';
create trigger signing_paper_never_changed before update or delete on countersign.signing_paper
    for each row execute function countersign.decision_is_final();
create trigger signing_paper_never_truncated before truncate on countersign.signing_paper
    for each statement execute function countersign.decision_is_final();

alter table countersign.signature
    add column paper uuid unique references countersign.signing_paper,
    alter column certificate_subject drop not null,
    alter column certificate_serial drop not null,
    alter column signature_value_sha256 drop not null,
    add constraint signature_is_by_our_key_or_on_paper check ((method = 'PADES') = (paper is null)
        and (method = 'PADES') = (certificate_subject is not null and certificate_serial is not null and signature_value_sha256 is not null));

create function countersign.signature_has_its_paper() returns trigger language plpgsql as $$
begin
    if not exists (select from countersign.signing_paper p where p.id = new.paper and p.reference = new.reference
            and p.submission = new.submission and p.method = new.method and p.signed_sha256 = new.signed_sha256
            and p.brought_by = new.signatory) then
        raise exception 'The document signed by % for agreement % is not the one that was brought.', new.signatory, new.reference using errcode = 'CS007';
    end if;
    return null;
end
$$;
create constraint trigger signature_has_its_paper after insert on countersign.signature deferrable initially immediate
    for each row when (new.method <> 'PADES') execute function countersign.signature_has_its_paper();
