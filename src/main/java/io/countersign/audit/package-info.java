/**
 * The audit trail: one row for every business event, written in the event's own
 * transaction, never changed afterwards.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Audit", allowedDependencies = "kernel")
package io.countersign.audit;
