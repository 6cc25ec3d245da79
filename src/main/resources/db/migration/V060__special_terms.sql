-- Who decided about the special terms of which content, and why.

create table countersign.terms_decision (
    reference    varchar(32)   not null,
    submission   integer       not null,
    round        integer       not null,
    decision     varchar(8)    not null,
    reason       varchar(2000) not null,
    decided_by   varchar(64)   not null,
    decided_at   timestamptz   not null,
    content_hash char(64)      not null,
    primary key (reference, submission, round),
    foreign key (reference, submission) references countersign.submission,
    constraint terms_decision_is_known check (decision in ('approve', 'refuse')),
    constraint terms_decision_says_why check (length(trim(reason)) > 0),
    constraint terms_decision_rounds_count_from_one check (round >= 1)
);
comment on table countersign.terms_decision is 'Decisions about special terms; the content hash is that of the submission decided on, so that an approval counts for no other content.';
comment on column countersign.terms_decision.round is 'Greater than 1 where a signatory sent the same submission back and its terms were asked for once more; the greatest counts.';
