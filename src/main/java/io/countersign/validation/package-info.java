/**
 * Validation: is a package complete, right and standard? The rules as named functions in
 * one list, their findings with evidence and cure, and the policy that routes a package
 * by them ({@code processes/validation}).
 * <p>
 * Examining changes nothing. Numbers and dates that policy may change are in decision
 * tables, never here.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Validation",
		allowedDependencies = { "kernel", "engine", "document", "agreement" })
package io.countersign.validation;
