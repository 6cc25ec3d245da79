package io.countersign.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/** The roles of the desk; the group id in the engine is {@link #group()}. */
public enum Role {

	CLM("clm"), CLM_LEAD("clm-lead"), MANAGER_1("manager-1"), MANAGER_2("manager-2"), BUSINESS_DESK("business-desk"),
	LEGAL("legal"), FINANCE("finance"), CFO_DELEGATE("cfo-delegate"), CREDIT("credit"), ROC_LIAISON("roc-liaison"),
	PROCESS_OWNER("process-owner"), AUDITOR("auditor"), OPERATOR("operator");

	private static final Pattern SUBSIDIARY = Pattern.compile("[A-Z][A-Z0-9]{1,7}");

	private final String group;

	Role(String group) {
		this.group = group;
	}

	/** The engine's group of everybody who holds the role. */
	public String group() {
		return this.group;
	}

	/** Whether people of this role take tasks, which belong to a subsidiary each. */
	boolean worksForSubsidiaries() {
		return this != PROCESS_OWNER && this != AUDITOR && this != OPERATOR;
	}

	/**
	 * The group of this role's people in one subsidiary, for instance {@code clm-DE}: the
	 * candidate group of tasks.
	 */
	public String group(String subsidiary) {
		return this.group + "-" + subsidiary;
	}

	/**
	 * The subsidiary of a group that {@link #group(String)} names; empty for other
	 * groups. Subsidiaries are written in capitals, so {@code clm-lead} is none of
	 * {@code clm}.
	 */
	Optional<String> subsidiaryOf(String groupId) {
		if (!groupId.startsWith(this.group + "-")) {
			return Optional.empty();
		}
		String rest = groupId.substring(this.group.length() + 1);
		return SUBSIDIARY.matcher(rest).matches() ? Optional.of(rest) : Optional.empty();
	}

}
