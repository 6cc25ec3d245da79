package io.countersign.engine;

import java.sql.SQLException;

import org.camunda.bpm.engine.OptimisticLockingException;

import org.springframework.dao.ConcurrencyFailureException;

/**
 * Tells failures of work that met other work on the same process instance, and that may
 * succeed another time, from failures that stay.
 */
final class LostRaces {

	private static final String FOREIGN_KEY = "23503";

	/** How the names of the foreign keys between the engine's own tables begin. */
	private static final String OF_THE_ENGINE = "act_fk_";

	private LostRaces() {
	}

	/** Whether a lost race is the failure or one of its causes. */
	static boolean in(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof OptimisticLockingException || cause instanceof ConcurrencyFailureException
					|| (cause instanceof SQLException sql && (isConflict(sql) || isEndOfWhatGrew(sql)))) {
				return true;
			}
		}
		return false;
	}

	/** Not serializable, or each waited for the other. */
	private static boolean isConflict(SQLException failure) {
		return "40001".equals(failure.getSQLState()) || "40P01".equals(failure.getSQLState());
	}

	/**
	 * One ended an instance while another added a branch to it. The engine checks the
	 * versions of rows that it knows; of the added ones only the database knew.
	 */
	private static boolean isEndOfWhatGrew(SQLException failure) {
		return FOREIGN_KEY.equals(failure.getSQLState()) && failure.getMessage().contains(OF_THE_ENGINE);
	}

}
