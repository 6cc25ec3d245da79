package io.countersign.identity;

/** The roles of the desk; the group id in the engine is {@link #group()}. */
public enum Role {

	CLM("clm"), CLM_LEAD("clm-lead"), MANAGER_1("manager-1"), MANAGER_2("manager-2"), LEGAL("legal"),
	FINANCE("finance"), CREDIT("credit"), ROC_LIAISON("roc-liaison"), PROCESS_OWNER("process-owner"),
	AUDITOR("auditor"), OPERATOR("operator");

	private final String group;

	Role(String group) {
		this.group = group;
	}

	public String group() {
		return this.group;
	}

	/**
	 * The group of this role's people in one subsidiary, for instance {@code clm-DE}: the
	 * candidate group of tasks.
	 */
	public String group(String subsidiary) {
		return this.group + "-" + subsidiary;
	}

}
