package io.countersign.agreement;

/**
 * Stands in for validation where only engine and database are measured: every submission
 * is clean and goes straight through.
 */
public final class CleanExamination implements SubmissionPreparation {

	private static final Examination CLEAN = new Examination(java.util.List.of(), Route.STRAIGHT_THROUGH,
			"Standard and clean.", false, 1, java.util.List.of(), java.util.List.of());

	@Override
	public void prepare(IncomingSubmission submission, PreparedWork work) {
		work.put(Examination.class, CLEAN);
	}

}
