-- Indexes the engine's own schema lacks.

-- Job acquisition looks for locked jobs of the same process instance; without this it reads every job,
-- future timers included, in each cycle.
create index countersign_job_lock on public.act_ru_job (lock_exp_time_) where lock_owner_ is not null;

-- Acquisition of due jobs while many timers are in the future.
create index countersign_job_due on public.act_ru_job (duedate_);

-- Looking up what a process instance waits for.
create index countersign_subscription_instance on public.act_ru_event_subscr (proc_inst_id_);
