-- What a signature proves by itself, and the versions of a countersigned document as it comes to prove more.

alter table countersign.signature
    add column level      varchar(3) not null default 'B',
    add column stamped_at timestamptz,
    add constraint signature_level_is_known check (level in ('B', 'T')),
    add constraint signature_from_level_t_on_is_stamped check ((level = 'B') = (stamped_at is null));
comment on column countersign.signature.level is 'PAdES baseline level at signing: B, or T where its time was proven at once. What it was raised to later is in signature_version.';
comment on column countersign.signature.stamped_at is 'The time that the time stamp authority stated.';

alter table countersign.submission_document
    add column level      varchar(3),
    add column stamped_at timestamptz,
    add constraint submission_document_level_is_known check (level in ('B', 'T', 'LT', 'LTA')),
    add constraint submission_document_level_is_of_a_signature check (level is null or role = 'COUNTERSIGNED'),
    add constraint submission_document_from_level_t_on_is_stamped check (level is null or (level = 'B') = (stamped_at is null));
comment on column countersign.submission_document.level is 'PAdES baseline level of the newest version of a document that we signed digitally; sha256 is that version''s address. Null: not signed by us so.';

-- Without time stamp first: the handoff may wait for it.
create index submission_document_to_raise on countersign.submission_document (level, signed_at)
    where level in ('B', 'T', 'LT');

create table countersign.signature_version (
    reference     varchar(32) not null,
    submission    integer     not null,
    version       integer     not null,
    level         varchar(3)  not null,
    sha256        char(64)    not null unique references countersign.document,
    former_sha256 char(64)    not null unique references countersign.document,
    former_length integer     not null,
    stamped_at    timestamptz not null,
    made_at       timestamptz not null,
    constraint signature_version_counts_from_two check (version >= 2),
    constraint signature_version_once primary key (reference, submission, version),
    constraint signature_version_level_is_known check (level in ('T', 'LT', 'LTA')),
    foreign key (reference, submission) references countersign.submission
);
comment on table countersign.signature_version is 'Countersigned documents after the first version, which table signature has. Each adds proof to the one before and changes nothing of it.';
comment on column countersign.signature_version.former_length is 'So many bytes at the beginning are the version before.';

create function countersign.signature_version_only_adds() returns trigger language plpgsql as $$
begin
    if not exists (select from countersign.document d where d.sha256 = new.sha256 and d.size > new.former_length
            and encode(sha256(substring(d.content from 1 for new.former_length)), 'hex') = new.former_sha256) then
        raise exception 'Version % of the countersigned document of % does not begin with the version before.', new.version, new.reference using errcode = 'CS010';
    end if;
    return new;
end
$$;
create trigger signature_version_only_adds before insert on countersign.signature_version
    for each row execute function countersign.signature_version_only_adds();
create trigger signature_version_never_changed before update or delete on countersign.signature_version
    for each row execute function countersign.signature_is_final();
create trigger signature_version_never_truncated before truncate on countersign.signature_version
    for each statement execute function countersign.signature_is_final();

create table countersign.signature_delay (
    reference       varchar(32)   not null,
    submission      integer       not null,
    attempts        integer       not null,
    next_attempt_at timestamptz   not null,
    problem         varchar(1000) not null,
    primary key (reference, submission),
    foreign key (reference, submission) references countersign.submission
);
comment on table countersign.signature_delay is 'Signatures that could not be raised when it was tried, and when that is tried again. Empty while all goes well.';

create table countersign.signature_raising (
    only_one boolean     primary key default true,
    node     uuid,
    until    timestamptz not null,
    constraint signature_raising_is_one_row check (only_one)
);
comment on table countersign.signature_raising is 'Which node raises signatures, and until when that is its own to do.';
insert into countersign.signature_raising (until) values ('2000-01-01Z');

create table countersign.handoff_policy (
    valid_from      date         primary key,
    waits_for_stamp boolean      not null,
    because         varchar(400) not null
);
comment on table countersign.handoff_policy is 'Whether an agreement goes to the ROC only once its signature''s time is proven. The newest row of the day or before holds.';
insert into countersign.handoff_policy (valid_from, waits_for_stamp, because) values
    ('2000-01-01', true, 'Default of this installation: what leaves the house proves its own time.');

-- HELD: waits for the time stamp.
alter table countersign.roc_outbox drop constraint roc_outbox_state_is_known;
alter table countersign.roc_outbox add constraint roc_outbox_state_is_known check (state in ('HELD', 'PENDING', 'SENT', 'REFUSED', 'RECALLED'));
