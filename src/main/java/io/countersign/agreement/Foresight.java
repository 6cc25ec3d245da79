package io.countersign.agreement;

/**
 * What a capability can tell of a package that is only looked at. Beans run in their
 * order, the same one in which they would act on a submission.
 */
public interface Foresight {

	/**
	 * Tells what would happen. Changes nothing that is stored and uses no key.
	 * @param submission as it would be submitted now; its number and reference are those
	 * of nothing that exists, unless it would correct an agreement
	 * @param preview what earlier beans told, and where this one tells its own
	 */
	void foresee(IncomingSubmission submission, Preview preview);

}
