package io.countersign.identity;

import java.util.Set;

/**
 * Who is asking, and what that lets them see.
 *
 * @param id user id of a person, code of a reseller
 * @param groups every engine group of a person: {@code clm}, {@code clm-DE}, …; empty for
 * a reseller
 * @param subsidiaries the subsidiaries whose agreements a person works on
 */
public record Caller(String id, String name, Kind kind, Set<Role> roles, Set<String> groups, Set<String> subsidiaries) {

	/** A person of the desk, or a reseller's program. */
	public enum Kind {

		PERSON, RESELLER

	}

	/** Whether a reseller is asking. */
	public boolean isReseller() {
		return this.kind == Kind.RESELLER;
	}

	/** Whether a person holds a role; a reseller holds none. */
	public boolean has(Role role) {
		return this.roles.contains(role);
	}

	/**
	 * Whether this caller reads the agreements of every subsidiary: auditors, process
	 * owners, operators.
	 */
	public boolean readsEverything() {
		return has(Role.AUDITOR) || has(Role.PROCESS_OWNER) || has(Role.OPERATOR);
	}

	/**
	 * Whether this caller may see an agreement. What may not be seen is answered like
	 * what does not exist.
	 */
	public boolean maySee(String reseller, String subsidiary) {
		return isReseller() ? this.id.equals(reseller) : readsEverything() || this.subsidiaries.contains(subsidiary);
	}

}
