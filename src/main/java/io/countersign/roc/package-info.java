/**
 * The handoff to the Regional Operations Center: outbox, dispatcher, callback inbox,
 * issues; {@code roc-issue.bpmn}. The contract is {@code docs/roc-openapi.yaml}.
 * <p>
 * A handoff is written in the transaction that decides it and sent outside of any
 * transaction; whatever the ROC answers is kept first and understood afterwards.
 */
@org.springframework.modulith.ApplicationModule(displayName = "ROC handoff",
		allowedDependencies = { "kernel", "work", "engine", "identity", "agreement", "mail", "web" })
package io.countersign.roc;
