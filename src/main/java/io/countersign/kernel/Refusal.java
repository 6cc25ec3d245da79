package io.countersign.kernel;

import java.util.List;
import java.util.Objects;

/**
 * A request that is refused for a reason its sender can understand and act on. The HTTP
 * edge turns it into a problem document (RFC 9457); Tasklist shows its message.
 */
public class Refusal extends RuntimeException {

	/** What kind of refusal it is; the HTTP edge maps it to a status. */
	public enum Kind {

		/** The request cannot be read or breaks the contract (400). */
		MALFORMED,
		/** The caller may not do this (403). */
		FORBIDDEN,
		/** There is no such thing, or none the caller may see (404). */
		UNKNOWN,
		/** The thing's present state does not allow it (409). */
		CONFLICT,
		/** Too large (413). */
		TOO_LARGE,
		/** Not a kind of content that is taken here (415). */
		UNSUPPORTED,
		/** Understood, but not acceptable (422). */
		UNACCEPTABLE,
		/** More at once than one sender may have (429). */
		TOO_MANY,
		/** Not now; try again later (503). */
		BUSY

	}

	/**
	 * One of several things wrong with a request.
	 *
	 * @param path where, as a JSON pointer or a part's name
	 * @param code stable name of the problem
	 * @param message what is wrong and what to do, in one sentence
	 */
	public record Problem(String path, String code, String message) {
	}

	private final Kind kind;

	private final String code;

	private final List<Problem> problems;

	/**
	 * A refusal for one reason.
	 * @param code stable name in kebab case
	 * @param message what is wrong and what to do, for a person
	 */
	public Refusal(Kind kind, String code, String message) {
		this(kind, code, message, List.of());
	}

	/**
	 * A refusal with everything that is wrong.
	 * @param code stable name in kebab case
	 * @param message what is wrong and what to do, for a person
	 */
	public Refusal(Kind kind, String code, String message, List<Problem> problems) {
		super(Objects.requireNonNull(message));
		this.kind = kind;
		this.code = code;
		this.problems = List.copyOf(problems);
	}

	/** What kind of refusal it is. */
	public Kind kind() {
		return this.kind;
	}

	/** Stable name of the refusal in kebab case, for programs. */
	public String code() {
		return this.code;
	}

	/** Everything that is wrong, where it is more than one thing; else empty. */
	public List<Problem> problems() {
		return this.problems;
	}

}
