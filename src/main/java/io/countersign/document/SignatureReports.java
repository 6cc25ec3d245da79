package io.countersign.document;

import java.time.Instant;
import java.util.List;

import io.countersign.document.DocumentSignature.Outcome;

/**
 * What became of the digital signatures in a document of ours, whoever made them, in
 * words and as the report of the library that judged them.
 */
public interface SignatureReports {

	/**
	 * One signature.
	 *
	 * @param signer who signed; {@code null} where it cannot be read
	 * @param ours whether our own key made it
	 * @param signedAt the time that the signer states, UTC; {@code null} where none is
	 * @param provenAt the time that somebody else proves, UTC; {@code null} where nobody
	 * does
	 * @param provenBy who proves it; {@code null} where nobody does
	 * @param level PAdES baseline level, for instance {@code LTA}; {@code null} where it
	 * has none
	 * @param sentence one sentence that begins with the verdict: {@code Valid},
	 * {@code Not valid} or {@code Not proven}
	 * @param details what the library criticised, in its own words
	 */
	record Verdict(Outcome outcome, String signer, boolean ours, Instant signedAt, Instant provenAt, String provenBy,
			String level, String sentence, List<String> details) {
	}

	/**
	 * The verdicts about one document in the order of signing; none where nobody signed
	 * it digitally.
	 *
	 * @param xml the validation report of ETSI TS 119 102-2; {@code null} where there is
	 * nothing to report or the document cannot be read
	 */
	record Report(List<Verdict> signatures, String xml) {
	}

	/**
	 * Judges every signature of a stored document, within the guard's bounds of time.
	 * Never throws for what is in the document.
	 * @param name for messages
	 */
	Report of(String name, byte[] pdf);

}
