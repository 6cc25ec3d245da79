/**
 * The record: agreements, their packages, submissions and lineage, findings, the work
 * list; {@code agreement-execution.bpmn}. Guards every change of an agreement's status.
 * <p>
 * Knows no capability: the process model names their beans.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Agreement",
		allowedDependencies = { "kernel", "engine", "identity", "document", "audit", "web", "work" })
package io.countersign.agreement;
