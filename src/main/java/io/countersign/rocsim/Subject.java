package io.countersign.rocsim;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An order as far as faults look at it.
 *
 * @param nth 1 for the first order of its agreement that was booked or is about to be; 0
 * where it is not known, as for an order that is asked for and never arrived
 */
record Subject(String key, String operation, String reference, int submission, String purchaseOrder, int nth) {

	static Subject of(JsonNode order, int nth) {
		return new Subject(order.path("idempotencyKey").asText(), order.path("operation").asText(),
				order.path("reference").asText(), order.path("submission").asInt(),
				order.path("purchaseOrder").asText(), nth);
	}

	static Subject unknown(String key) {
		return new Subject(key, "", "", 0, "", 0);
	}

}
