/**
 * The web pages beside Tasklist: what waits, the list of agreements, one agreement with
 * everything about it; and what the Agreement tab inside Tasklist shows.
 * <p>
 * Everything it shows comes from {@code AgreementViews} and {@code AuditTrail}, asked in
 * the name of the person who is signed in; what a reviewer does here goes to
 * {@code ReviewService}. Nothing here decides who may see or do what.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Desk",
		allowedDependencies = { "kernel", "identity", "document", "audit", "agreement", "web" })
package io.countersign.desk;
