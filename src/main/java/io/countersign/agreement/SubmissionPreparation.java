package io.countersign.agreement;

/**
 * Work that a capability does on a submission before the transaction that stores it
 * opens: reading documents, deciding by policy, building a signature. Beans run in their
 * order; what they leave in the {@link PreparedWork} is at hand inside the transaction.
 */
public interface SubmissionPreparation {

	/**
	 * Prepares what it can. Changes nothing that is stored.
	 * @param work what earlier preparations left, and where this one leaves its own
	 */
	void prepare(IncomingSubmission submission, PreparedWork work);

}
