package io.countersign.agreement;

import java.util.List;

/**
 * What is foreseen for a package that was not submitted. Filled by {@link Foresight}
 * beans, one after the other.
 */
public final class Preview {

	private Examination examination;

	private String rulesVersion;

	private int secondLookOneIn;

	private List<String> termsDeciders = List.of();

	private String signatories;

	/**
	 * What the rules find, and the way policy chooses without any draw.
	 * @param rulesVersion which rules looked
	 * @param secondLookOneIn policy draws one in so many of such packages for a second
	 * look; 0 none
	 */
	public void examined(Examination examination, String rulesVersion, int secondLookOneIn) {
		this.examination = examination;
		this.rulesVersion = rulesVersion;
		this.secondLookOneIn = secondLookOneIn;
	}

	/** Another way than policy chose, because of something that policy does not see. */
	public void takes(Route route, String reason) {
		this.examination = this.examination.sentTo(route, reason);
		this.secondLookOneIn = 0;
	}

	/**
	 * Who has to decide on special terms.
	 * @param whom in which offices, in words, one after the other; names nobody
	 */
	public void termsDecidedBy(List<String> whom) {
		this.termsDeciders = List.copyOf(whom);
	}

	/**
	 * Who may sign where a person has to.
	 * @param whom in which capacity, in words; names nobody
	 */
	public void signedBy(String whom) {
		this.signatories = whom;
	}

	/** What was found, and the way it takes so far. */
	public Examination examination() {
		return this.examination;
	}

	String rulesVersion() {
		return this.rulesVersion;
	}

	int secondLookOneIn() {
		return this.secondLookOneIn;
	}

	List<String> termsDeciders() {
		return this.termsDeciders;
	}

	String signatories() {
		return this.signatories;
	}

}
