/**
 * The handoff to the Regional Operations Center: outbox, dispatcher, callback inbox,
 * issues; {@code roc-issue.bpmn}. The contract is {@code docs/roc-openapi.yaml}.
 * <p>
 * A handoff is written in the transaction that decides it and sent outside of any
 * transaction; whatever the ROC answers is kept first and understood afterwards.
 */
@org.springframework.modulith.ApplicationModule(displayName = "ROC handoff",
<<<<<<< HEAD
		allowedDependencies = { "kernel", "work", "engine", "identity", "agreement", "mail", "web" })
=======
		allowedDependencies = { "kernel", "work", "engine", "identity", "agreement", "web" })
>>>>>>> ba59fe9 (Ledger of the handoffs on the desk; both books are compared, differences have an owner until they vanish or are signed off)
package io.countersign.roc;
