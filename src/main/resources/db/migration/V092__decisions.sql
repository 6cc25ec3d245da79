-- What the decision tables answered when a submission was examined.

alter table countersign.submission add column decisions jsonb;
comment on column countersign.submission.decisions is 'Each decision table that was asked: key, version, the day that mattered, inputs, outputs. Null until the submission is examined.';

alter table countersign.submission add column terms_asked boolean;
comment on column countersign.submission.terms_asked is 'Whether somebody has to decide on terms before it is signed. Null until the submission is examined: then every amendment asks for it.';

-- Facts and decisions compressed still fit beside each other: two writes fewer a submission than in a table of their own.
alter table countersign.submission set (toast_tuple_target = 3300);
