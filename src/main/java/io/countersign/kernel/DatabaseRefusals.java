package io.countersign.kernel;

import java.sql.SQLException;
import java.util.Optional;

import io.countersign.kernel.Refusal.Kind;

/**
 * Refusals that the database speaks by itself. SQL states of class CS are our own rules;
 * their message is for the person.
 */
public final class DatabaseRefusals {

	private static final String OURS = "CS";

	private DatabaseRefusals() {
	}

	/** The refusal among the causes of a failure; empty where it is none of ours. */
	public static Optional<Refusal> in(Throwable failure) {
		SQLException refused = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().startsWith(OURS)) {
				// The innermost: a batch only quotes it.
				refused = sql;
			}
		}
		return Optional.ofNullable(refused).map(DatabaseRefusals::of);
	}

	private static Refusal of(SQLException refused) {
		String message = refused.getMessage().lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
		return switch (refused.getSQLState()) {
			case "CS001" -> new Refusal(Kind.CONFLICT, "content-changed", message);
			case "CS002" -> new Refusal(Kind.FORBIDDEN, "authority-missing", message);
			case "CS003" -> new Refusal(Kind.FORBIDDEN, "segregation-of-duties", message);
			case "CS004" -> new Refusal(Kind.FORBIDDEN, "prepared-it-yourself", message);
			case "CS005" -> new Refusal(Kind.CONFLICT, "finding-not-judged", message);
			case "CS006" -> new Refusal(Kind.UNACCEPTABLE, "finding-of-another-kind", message);
			case "CS007" -> new Refusal(Kind.CONFLICT, "terms-not-approved", message);
			case "CS008" -> new Refusal(Kind.CONFLICT, "status-does-not-allow", message);
			case "CS009" -> new Refusal(Kind.CONFLICT, "already-countersigned", message);
			case "CS010" -> new Refusal(Kind.CONFLICT, "terms-changed", message);
			case "CS011" -> new Refusal(Kind.CONFLICT, "clock-differs", message);
			case "CS012" -> new Refusal(Kind.CONFLICT, "not-released", message);
			case "CS013" -> new Refusal(Kind.FORBIDDEN, "identity-kept-by-owner", message);
			default -> new Refusal(Kind.CONFLICT, "record-does-not-allow", message);
		};
	}

}
