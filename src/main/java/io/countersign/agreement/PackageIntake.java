package io.countersign.agreement;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.kernel.Refusal;

/**
 * The intake for packages that do not come by one HTTP request each. It is the intake of
 * the API: the same reading, the same rules, the same answer to the same key.
 */
public interface PackageIntake {

	/**
	 * What became of a package.
	 *
	 * @param subsidiary of the desk that the agreement belongs to
	 * @param submission number of the submission, counted from 1
	 * @param findings every finding, as the API would answer it
	 * @param repeated whether this very package had been taken before under its key, and
	 * nothing was done now
	 */
	record Received(String reference, String subsidiary, int submission, AgreementStatus status, List<Finding> findings,
			boolean repeated) {
	}

	/** The JSON schema (draft 2020-12) that facts are checked against. */
	JsonNode schema();

	/**
	 * Everything that is wrong with facts by themselves; empty where they can be taken.
	 * @param facts JSON in UTF-8
	 */
	List<Refusal.Problem> problems(byte[] facts);

	/** The subsidiary that serves customers of a country today. */
	Optional<String> subsidiaryFor(String country);

	/**
	 * Takes a first package.
	 * @param reseller code of the reseller whose package it is
	 * @param preparedBy who put it together: that reseller, or a person of the desk, who
	 * then never reviews it
	 * @param key 1 to 100 visible ASCII characters; the same key with the same package
	 * does nothing again
	 * @param documents PDFs by file name
	 * @throws Refusal with everything that is wrong; nothing is stored then
	 */
	Received submit(String reseller, String preparedBy, String key, byte[] facts, Map<String, byte[]> documents);

	/**
	 * Takes a corrected package for an agreement of this reseller that was returned.
	 * @param reference the agreement's number
	 * @throws Refusal as {@link #submit}, and if the reseller has no such agreement or it
	 * waits for no correction
	 */
	Received correct(String reseller, String preparedBy, String reference, String key, byte[] facts,
			Map<String, byte[]> documents);

}
