package io.countersign.document;

import java.time.Duration;

import io.countersign.kernel.Refusal;

/**
 * What one piece of work on a PDF may still use. Asked at every step that PDFBox lets us
 * see: reads, inflated blocks, objects, drawing instructions.
 */
final class Allowance {

	private final DocumentLimits limits;

	private final long deadline;

	private long inflated;

	private int objects;

	Allowance(DocumentLimits limits) {
		this.limits = limits;
		this.deadline = System.nanoTime() + limits.maxTime().toNanos();
	}

	DocumentLimits limits() {
		return this.limits;
	}

	/** Ends the work where its time is over or nobody waits for it any more. */
	void checkTime() {
		if (System.nanoTime() - this.deadline > 0 || Thread.currentThread().isInterrupted()) {
			throw tooSlow(this.limits.maxTime());
		}
	}

	/**
	 * Counts decompressed bytes.
	 * @param ofThisStream what this stream has grown to so far
	 * @param forStream what this stream may grow to
	 */
	void inflated(int bytes, long ofThisStream, long forStream) {
		this.inflated += bytes;
		if (ofThisStream > forStream || this.inflated > this.limits.maxInflated().toBytes()) {
			throw tooComplex();
		}
		checkTime();
	}

	/** Counts an entry of a cross-reference table. */
	void object() {
		if (++this.objects > this.limits.maxObjects()) {
			throw new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-too-many-objects",
					"consists of more than %,d objects. Print it to a new PDF and send that."
						.formatted(this.limits.maxObjects()));
		}
	}

	static LimitExceeded tooSlow(Duration limit) {
		return new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-too-slow",
				"could not be read within %d ms. Print it to a new PDF and send that.".formatted(limit.toMillis()));
	}

	static LimitExceeded tooComplex() {
		return new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-too-complex",
				"unpacks to more data than a contract document needs. Print it to a new PDF and send that.");
	}

	static LimitExceeded unreadable(String why) {
		return new LimitExceeded(Refusal.Kind.UNACCEPTABLE, "document-unreadable",
				"cannot be read: " + why + ". Save or print it to a new PDF and send that.");
	}

}
