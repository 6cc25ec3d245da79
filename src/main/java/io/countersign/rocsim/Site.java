package io.countersign.rocsim;

import java.time.Instant;

/**
 * What is wrong with the ROC as a whole.
 *
 * @param down whether every connection breaks, except to {@code /control}
 * @param downFrom begin of an outage known beforehand, an instant in UTC; {@code null}
 * for none
 * @param downTo its end; {@code null}: never
 * @param mostAtOnce calls at once above which one is answered 503; 0 for no limit
 * @param naive whether a second order of an agreement is booked like any other, as a ROC
 * does that compares nothing but keys
 * @param statementExtra how many orders the statement makes up
 * @param callbackUrl where callbacks go; {@code null} nowhere yet
 */
record Site(boolean down, String downFrom, String downTo, int mostAtOnce, boolean naive, int statementExtra,
		String callbackUrl) {

	Site {
		if (mostAtOnce < 0 || statementExtra < 0) {
			throw new IllegalArgumentException("mostAtOnce and statementExtra cannot be negative");
		}
		if (downFrom != null) {
			Instant.parse(downFrom);
		}
		if (downTo != null) {
			Instant.parse(downTo);
		}
	}

	static Site sound(String callbackUrl) {
		return new Site(false, null, null, 0, false, 0, callbackUrl);
	}

	boolean isDown(Instant now) {
		return this.down || (this.downFrom != null && !now.isBefore(Instant.parse(this.downFrom))
				&& (this.downTo == null || now.isBefore(Instant.parse(this.downTo))));
	}

}
