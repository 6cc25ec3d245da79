package io.countersign.rocsim;

/**
 * Faults of the orders that fit everything it names. Counts are for each such order.
 *
 * @param number its own, to end it by
 * @param who which orders
 * @param wish how they are treated
 */
record Rule(int number, Who who, Wish wish) {

	/**
	 * Which orders; {@code null} fits all, and one field at least is not.
	 *
	 * @param purchaseOrder what the purchase order's number ends in
	 * @param operation {@code ORDER} or {@code CANCEL}
	 * @param nth 1 for the first order of an agreement, 2 for the second, …
	 */
	record Who(String purchaseOrder, String reference, Integer submission, String operation, String idempotencyKey,
			Integer nth) {

		Who {
			if (purchaseOrder == null && reference == null && submission == null && operation == null
					&& idempotencyKey == null && nth == null) {
				throw new IllegalArgumentException(
						"Say which orders: purchaseOrder, reference, submission, operation, idempotencyKey or nth");
			}
		}

		boolean fits(Subject order) {
			return fits(this.idempotencyKey, order.key()) && fits(this.reference, order.reference())
					&& fits(this.operation, order.operation()) && fits(this.submission, order.submission())
					&& fits(this.nth, order.nth())
					&& (this.purchaseOrder == null || order.purchaseOrder().endsWith(this.purchaseOrder));
		}

		private static boolean fits(Object asked, Object present) {
			return asked == null || asked.equals(present);
		}

	}

}
