-- What each agreement writes is kept within a limit: indexes that others make up for.

-- The unique key begins with the reference too, and an agreement has few handoffs.
drop index countersign.roc_outbox_pending_by_agreement;

-- An agreement has some ten events: they are sorted when they are read.
drop index countersign.audit_event_by_agreement;
create index audit_event_by_agreement on countersign.audit_event (reference);
