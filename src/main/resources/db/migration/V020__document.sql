-- Documents under the hash of their bytes. Whatever claims to be a document is that document: the table proves it.

create schema if not exists countersign;

create table countersign.document (
    sha256    char(64)    primary key,
    content   bytea       not null,
    size      integer     not null,
    pages     integer     not null,
    stored_at timestamptz not null,
    constraint document_is_what_its_address_says check (sha256 = encode(sha256(content), 'hex')),
    constraint document_size_is_its_size check (size = octet_length(content)),
    constraint document_has_pages check (pages >= 1)
);
-- PDFs are compressed already.
alter table countersign.document alter column content set storage external;
comment on table countersign.document is 'PDFs received and countersigned, one copy of each, never changed.';

create function countersign.document_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'Documents are never changed: % refused', tg_op;
end
$$;

create trigger document_never_changed before update or delete on countersign.document
    for each row execute function countersign.document_is_final();
create trigger document_never_truncated before truncate on countersign.document
    for each statement execute function countersign.document_is_final();
