/**
 * Special terms: requests for terms that differ from the standard forms, the route of
 * their approvals, and how packages come to theirs; {@code special-terms-approval.bpmn}.
 * <p>
 * An approval is sealed to what its step asks, and never comes from whoever asked for the
 * terms, looked through the request or reviewed the package.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Special terms",
		allowedDependencies = { "kernel", "engine", "identity", "mail", "audit", "agreement", "document" })
package io.countersign.specialterms;
