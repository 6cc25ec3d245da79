package io.countersign.agreement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * How far the newest submission is judged by people. Internal: resellers never see it.
 *
 * @param sampled whether a clean package was drawn for a second look
 * @param acceptances warnings that a reviewer accepted
 * @param exemptions what a lead granted an exception from
 * @param notes findings of a reviewer's own that wait for the return
 * @param decisions every decision of a person about any submission, oldest first
 */
public record ReviewState(boolean sampled, List<Acceptance> acceptances, List<Exemption> exemptions, List<Note> notes,
		List<Judgement> decisions) {

	/** Nothing was judged, or the caller may not know. */
	public static final ReviewState NONE = new ReviewState(false, List.of(), List.of(), List.of(), List.of());

	/**
	 * A warning that a reviewer accepted.
	 *
	 * @param position of the finding in its submission, counted from 1
	 * @param meaning of the reason's code
	 */
	public record Acceptance(int position, String reason, String meaning, String words, String by, Instant at) {
	}

	/**
	 * A blocker that a lead granted an exception from.
	 *
	 * @param position of the finding in its submission, counted from 1
	 * @param expiresOn {@code null} where it does not end
	 * @param evidence {@code null} where it ends by itself
	 */
	public record Exemption(int position, String reason, String meaning, String words, LocalDate expiresOn,
			String evidence, String askedBy, String by, Instant at) {
	}

	/**
	 * A finding that a reviewer noted.
	 *
	 * @param document file name; {@code null} where it concerns none
	 * @param page counted from 1; {@code null} where it concerns none
	 */
	public record Note(UUID id, String reasonCode, String message, String cure, String document, Integer page,
			String by, Instant at) {
	}

	/**
	 * A decision of a person.
	 *
	 * @param step {@code review}, {@code exception}, {@code round} or {@code signing}
	 * @param reason {@code null} where none was given
	 */
	public record Judgement(int submission, String step, String decision, String reason, String by, Instant at) {
	}

	/**
	 * A reason to choose from.
	 *
	 * @param cure what to do about it; {@code null} where the list has none
	 */
	public record Reason(String code, String words, String cure) {
	}

	/** The lists of reasons. */
	public enum Catalogue {

		/** Why a warning is accepted. */
		ACCEPTANCE("acceptance_reason"),
		/** Why an exception is granted. */
		EXCEPTION("exception_reason"),
		/** Why a package goes back, {@code R01} to {@code R90}. */
		RETURN("return_reason");

		private final String table;

		Catalogue(String table) {
			this.table = table;
		}

		String table() {
			return this.table;
		}

	}

}
