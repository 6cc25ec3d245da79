/**
 * Special terms: who approved or refused terms that differ from the standard forms, and
 * for which content; {@code special-terms-approval.bpmn}.
 * <p>
 * One decision by one approver. An approval is sealed to the hash of the submission it
 * was given for, and never comes from the person who reviewed the package.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Special terms",
		allowedDependencies = { "kernel", "engine", "identity", "mail", "audit", "agreement", "document" })
package io.countersign.specialterms;
