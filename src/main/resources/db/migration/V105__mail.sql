-- Mails to people of the desk: written in the transaction that gives the reason, sent by a worker afterwards.

create table countersign.mail (
    id              bigint       generated always as identity primary key,
    occasion        varchar(200) not null unique,
    reference       varchar(32)  not null,
    recipient       varchar(64)  not null,
    address         varchar(254),
    subject         varchar(200) not null,
    body            varchar(8000) not null,
    path            varchar(400) not null,
    state           varchar(8)   not null,
    attempts        integer      not null default 0,
    fence           bigint       not null default 0,
    lease_until     timestamptz,
    next_attempt_at timestamptz  not null,
    written_at      timestamptz  not null,
    sent_at         timestamptz,
    last_problem    varchar(400),
    constraint mail_state_is_known check (state in ('PENDING', 'SENT', 'KEPT', 'FAILED')),
    constraint mail_leaves_with_an_address check (state not in ('PENDING', 'SENT') or address is not null),
    constraint mail_sent_has_a_time check ((sent_at is not null) = (state = 'SENT'))
);
create index mail_due on countersign.mail (next_attempt_at) where state = 'PENDING';
create index mail_by_recipient on countersign.mail (recipient, id desc);
comment on table countersign.mail is 'Mails to people of the desk. Kept for a while after they left, so that a person can look them up.';
comment on column countersign.mail.occasion is 'What it is about and for whom: the same occasion never writes twice.';
comment on column countersign.mail.path is 'Where its link leads, below the address of the desk.';
comment on column countersign.mail.state is 'PENDING: to be sent. SENT: a mail server took it. KEPT: shown at the desk only, because no mail server is configured or the person has no address. FAILED: given up.';
