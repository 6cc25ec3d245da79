/**
 * Special terms: requests for terms that differ from the standard forms, with or without
 * a package; who must approve them, who did, and for which content;
 * {@code special-terms-approval.bpmn}.
 * <p>
 * The route is a table, its steps and the decisions about them are rows. An approval
 * counts for exactly the content it was given for, until its last day, and never comes
 * from whoever asked, triaged or reviewed. The catalogue of clauses lives here too.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Special terms",
		allowedDependencies = { "kernel", "work", "engine", "identity", "mail", "audit", "agreement", "document" })
package io.countersign.specialterms;
