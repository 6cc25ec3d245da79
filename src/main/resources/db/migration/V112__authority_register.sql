-- How the register of authorities is kept: one person proposes, another releases.

create sequence countersign.authority_proposal_number start with 101;
create table countersign.authority_proposal (
    reference   varchar(32)   primary key,
    kind        varchar(8)    not null,
    facts       jsonb         not null,
    beneficiary varchar(64),
    subsidiary  varchar(8)    references countersign.subsidiary,
    reason      varchar(2000) not null,
    proposed_by varchar(64)   not null,
    proposed_at timestamptz   not null,
    status      varchar(8)    not null default 'OPEN',
    decided_by  varchar(64),
    decided_at  timestamptz,
    because     varchar(2000),
    constraint authority_proposal_kind_is_known check (kind in ('GRANT', 'END', 'RATE', 'ENTITY')),
    constraint authority_proposal_status_is_known check (status in ('OPEN', 'RELEASED', 'REFUSED')),
    constraint authority_proposal_says_why check (length(trim(reason)) > 0),
    constraint authority_proposal_decided_whole check ((status = 'OPEN') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint authority_proposal_refused_says_why check (status <> 'REFUSED' or length(trim(because)) > 0)
);
create index authority_proposal_by_time on countersign.authority_proposal (proposed_at desc);
comment on table countersign.authority_proposal is 'Changes of who may sign for what, of exchange rates and of contracting entities. Nothing changes before somebody else has released it.';
comment on column countersign.authority_proposal.beneficiary is 'Whose authority it is about; null for rates and entities.';
comment on column countersign.authority_proposal.subsidiary is 'Whose lead releases it; null: the lead of any.';

alter table countersign.signing_authority drop column proposal,
    add column proposal varchar(32) references countersign.authority_proposal;
comment on column countersign.signing_authority.proposal is 'The proposal that was released; null where an installation began with it.';

create function countersign.proposal_is_decided_by_another() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.status = 'OPEN' and new.status <> 'OPEN'
            and to_jsonb(new) - array['status', 'decided_by', 'decided_at', 'because'] = to_jsonb(old) - array['status', 'decided_by', 'decided_at', 'because'] then
        if countersign.identity_of(new.decided_by) in (countersign.identity_of(new.proposed_by), countersign.identity_of(new.beneficiary)) then
            raise exception '% proposed this or would gain by it, so somebody else has to decide.', new.decided_by using errcode = 'CS003';
        end if;
        return new;
    end if;
    if tg_op = 'INSERT' and new.status = 'OPEN' and countersign.identity_of(new.proposed_by) is distinct from countersign.identity_of(new.beneficiary) then
        return new;
    end if;
    raise exception 'A proposal is made by somebody who does not gain by it, decided once, and never changed otherwise: % refused', tg_op using errcode = 'CS003';
end
$$;
create trigger proposal_is_decided_by_another before insert or update or delete on countersign.authority_proposal
    for each row execute function countersign.proposal_is_decided_by_another();
create trigger proposal_never_truncated before truncate on countersign.authority_proposal
    for each statement execute function countersign.proposal_is_decided_by_another();

create function countersign.authority_is_granted_by_others() returns trigger language plpgsql as $$
begin
    if countersign.identity_of(new.granted_by) = countersign.identity_of(new.approved_by)
            or countersign.identity_of(new.signatory) in (countersign.identity_of(new.granted_by), countersign.identity_of(new.approved_by)) then
        raise exception 'An authority is granted by one person and approved by another, neither of them its holder.' using errcode = 'CS003';
    end if;
    return null;
end
$$;
create trigger authority_is_granted_by_others after insert on countersign.signing_authority
    for each row execute function countersign.authority_is_granted_by_others();

create function countersign.absence_is_registered_by_another() returns trigger language plpgsql as $$
begin
    if countersign.identity_of(new.cover) in (countersign.identity_of(new.registered_by), countersign.identity_of(new.person)) then
        raise exception 'Nobody registers an absence that gives the own account another person''s authority.' using errcode = 'CS003';
    end if;
    return new;
end
$$;
create trigger absence_is_registered_by_another before insert on countersign.absence
    for each row execute function countersign.absence_is_registered_by_another();

create function countersign.entity_only_ends() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.valid_to is null and (to_jsonb(new) - 'valid_to') = (to_jsonb(old) - 'valid_to') then
        return new;
    end if;
    raise exception 'Who signs for a country is ended by its last day, never changed otherwise: % refused', tg_op;
end
$$;
create trigger contracting_entity_only_ends before update or delete on countersign.contracting_entity
    for each row execute function countersign.entity_only_ends();
create trigger contracting_entity_never_truncated before truncate on countersign.contracting_entity
    for each statement execute function countersign.entity_only_ends();
