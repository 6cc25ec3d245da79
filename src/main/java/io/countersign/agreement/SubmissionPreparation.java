package io.countersign.agreement;

/**
 * Work that a capability does on a submission before the transaction that stores it
 * opens: reading documents, deciding by policy, building a signature. Beans run in their
 * order; what they leave in the {@link PreparedWork} is at hand inside the transaction.
 */
public interface SubmissionPreparation {

	void prepare(IncomingSubmission submission, PreparedWork work);

}
