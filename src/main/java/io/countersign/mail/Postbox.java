package io.countersign.mail;

/** Where mails go. */
interface Postbox {

	/** Whether mails leave this installation; else the desk shows them. */
	boolean leaves();

	/**
	 * Hands a mail to the mail server.
	 * @throws NotTaken if it did not take it
	 */
	void post(Outbox.Claimed mail);

	/** The mail server did not take a mail. */
	final class NotTaken extends RuntimeException {

		private final boolean forGood;

		/**
		 * @param forGood whether another attempt cannot help
		 */
		NotTaken(String problem, boolean forGood, Throwable cause) {
			super(problem, cause);
			this.forGood = forGood;
		}

		boolean forGood() {
			return this.forGood;
		}

	}

}
