package io.countersign.imports;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.kernel.Refusal;

/** Does with a row what its kind asks for. */
interface RowTaker {

	/**
	 * A row to be taken.
	 *
	 * @param sender who uploaded the file
	 * @param reseller whose packages these are; {@code null} for running agreements
	 * @param byDesk whether a person of the desk sent it, who acts for its own desks
	 * only; a reseller sends to every desk
	 * @param subsidiaries desks of that person; none means that it may do nothing
	 * @param documents PDFs by file name
	 */
	record Taking(String importId, String sender, String reseller, boolean byDesk, Set<String> subsidiaries, String key,
			RowReader.Row row, Map<String, byte[]> documents) {
	}

	ImportKind kind();

	/** The schema of a row's facts. */
	JsonNode schema();

	/** Whether a row may correct a returned agreement. */
	boolean takesCorrections();

	/** The value that must be different in each row of a file, for instance its id. */
	String identity();

	/** Everything that is wrong with facts by themselves. */
	List<Refusal.Problem> problems(byte[] facts);

	/**
	 * Takes a row whose facts are free of problems. The same row again does nothing and
	 * answers the same.
	 * @throws Refusal if it is not taken
	 */
	RowOutcome take(Taking taking);

}
