-- Decided when a package is returned and kept: a policy that changes meanwhile leaves nobody waiting for nobody.
alter table countersign.agreement add column rounds_used_up boolean not null default false;
update countersign.agreement a set rounds_used_up = true
    where a.status = 'RETURNED' and exists (select from countersign.work_item w
        where w.reference = a.reference and w.task_key = 'userTask_decideAnotherRound');
alter table countersign.agreement add constraint agreement_rounds_are_used_up_while_returned
    check (not rounds_used_up or status = 'RETURNED');
comment on column countersign.agreement.rounds_used_up is 'Returned, and a lead decides before the reseller may correct it once more.';
