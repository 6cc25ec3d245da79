-- The engine's own indexes cost more write-ahead log than its rows. Three kinds change: see docs/adr/0081.

-- 1. Indexes that only serve statistics over the whole history, which this product takes from its own tables. Each activity of each
--    agreement paid for all of them twice: when it started and when it ended, since an indexed end time forbids an update in place.
drop index public.act_idx_hi_act_inst_start_end;
drop index public.act_idx_hi_act_inst_end;
drop index public.act_idx_hi_act_inst_comp;
drop index public.act_idx_hi_act_inst_stats;
drop index public.act_idx_hi_act_inst_proc_def_key;
drop index public.act_idx_hi_ai_pdefid_end_time;
drop index public.act_idx_hi_actinst_root_pi;
drop index public.act_idx_hi_pro_inst_end;
drop index public.act_idx_hi_pro_inst_proc_time;
drop index public.act_idx_hi_pi_pdefid_end_time;
alter table public.act_hi_actinst set (fillfactor = 85);
alter table public.act_hi_procinst set (fillfactor = 85);

-- 2. Removal times grow with the rows, since they count from an instance's start: a block range index finds what may go just as well.
drop index public.act_idx_hi_act_inst_rm_time;
create index act_idx_hi_act_inst_rm_time on public.act_hi_actinst using brin (removal_time_);
drop index public.act_idx_hi_pro_inst_rm_time;
create index act_idx_hi_pro_inst_rm_time on public.act_hi_procinst using brin (removal_time_);

-- 3. Indexes on columns that are empty in nearly every row: kept for the rows that have a value.
drop index public.act_idx_hi_act_inst_tenant_id;
create index act_idx_hi_act_inst_tenant_id on public.act_hi_actinst (tenant_id_) where tenant_id_ is not null;
drop index public.act_idx_hi_pro_inst_tenant_id;
create index act_idx_hi_pro_inst_tenant_id on public.act_hi_procinst (tenant_id_) where tenant_id_ is not null;
drop index public.act_idx_hi_pro_rst_pro_inst_id;
create index act_idx_hi_pro_rst_pro_inst_id on public.act_hi_procinst (restarted_proc_inst_id_) where restarted_proc_inst_id_ is not null;
drop index public.act_idx_exec_tenant_id;
create index act_idx_exec_tenant_id on public.act_ru_execution (tenant_id_) where tenant_id_ is not null;
drop index public.act_idx_exec_buskey;
create index act_idx_exec_buskey on public.act_ru_execution (business_key_) where business_key_ is not null;
drop index public.act_idx_exe_super;
create index act_idx_exe_super on public.act_ru_execution (super_exec_) where super_exec_ is not null;
drop index public.act_idx_variable_task_id;
create index act_idx_variable_task_id on public.act_ru_variable (task_id_) where task_id_ is not null;
drop index public.act_idx_variable_task_name_type;
create index act_idx_variable_task_name_type on public.act_ru_variable (task_id_, name_, type_) where task_id_ is not null;
drop index public.act_idx_variable_tenant_id;
create index act_idx_variable_tenant_id on public.act_ru_variable (tenant_id_) where tenant_id_ is not null;
drop index public.act_idx_var_bytearray;
create index act_idx_var_bytearray on public.act_ru_variable (bytearray_id_) where bytearray_id_ is not null;
drop index public.act_idx_batch_id;
create index act_idx_batch_id on public.act_ru_variable (batch_id_) where batch_id_ is not null;
drop index public.act_idx_var_case_exe;
create index act_idx_var_case_exe on public.act_ru_variable (case_execution_id_) where case_execution_id_ is not null;
drop index public.act_idx_var_case_inst_id;
create index act_idx_var_case_inst_id on public.act_ru_variable (case_inst_id_) where case_inst_id_ is not null;
drop index public.act_idx_job_tenant_id;
create index act_idx_job_tenant_id on public.act_ru_job (tenant_id_) where tenant_id_ is not null;
drop index public.act_idx_job_exception;
create index act_idx_job_exception on public.act_ru_job (exception_stack_id_) where exception_stack_id_ is not null;
drop index public.act_idx_event_subscr_tenant_id;
create index act_idx_event_subscr_tenant_id on public.act_ru_event_subscr (tenant_id_) where tenant_id_ is not null;

-- A handoff's row is changed when it is sent and when it is answered: room for that on its own page.
alter table countersign.roc_outbox set (fillfactor = 50);
alter table countersign.roc_inbox set (fillfactor = 70);
