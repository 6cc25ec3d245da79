alter table countersign.signing_policy
    add column login_minutes integer not null default 15,
    add constraint signing_policy_login_minutes_positive check (login_minutes > 0);
comment on column countersign.signing_policy.login_minutes is 'How old the login of somebody who signs may be, in minutes. Default of this installation.';
