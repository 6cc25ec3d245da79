/**
 * Signatures: who may sign for how much, segregation of duties, PAdES signing and its
 * verification.
 * <p>
 * What must hold whatever the program does (authority, segregation, one signature for
 * each submission) holds in the database.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Signature",
		allowedDependencies = { "kernel", "work", "engine", "identity", "document", "agreement", "specialterms" })
package io.countersign.signature;
