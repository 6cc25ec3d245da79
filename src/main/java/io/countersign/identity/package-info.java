/**
 * Who may do what: people, roles, subsidiaries, resellers; one login for Tasklist, desk
 * and API; the security configuration. Deny by default.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Identity",
		allowedDependencies = { "kernel", "engine", "web" })
package io.countersign.identity;
