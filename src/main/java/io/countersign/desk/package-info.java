/**
 * The web pages beside Tasklist: what waits, the list of agreements, one agreement with
 * everything about it; imports and running agreements; and what the Agreement tab inside
 * Tasklist shows.
 * <p>
 * Everything it shows comes from the modules' own views, asked in the name of the person
 * who is signed in; what a person does here goes to {@code ReviewService} and
 * {@code ImportService}. Nothing here decides who may see or do what.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Desk", allowedDependencies = { "kernel", "identity",
		"document", "audit", "agreement", "specialterms", "signature", "imports", "mail", "roc", "web" })
package io.countersign.desk;
