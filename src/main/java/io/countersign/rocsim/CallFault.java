package io.countersign.rocsim;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a call of the ROC can meet, told by how often it is still to happen. The order is
 * that in which they happen where several are asked for.
 */
enum CallFault {

	/** 503, nothing booked. */
	FAILURES("failures", Call.PLACE),
	/** The connection breaks, nothing booked. */
	LOST_CALLS("lostCalls", Call.PLACE),
	/** Booked, then 500. */
	FAILURES_AFTER_BOOKING("failuresAfterBooking", Call.PLACE),
	/** Booked, then the connection breaks without an answer. */
	LOST_REPLIES("lostReplies", Call.PLACE),
	/** Booked, answered 200 with JSON that holds no receipt. */
	GARBLED_REPLIES("garbledReplies", Call.PLACE),
	/** Booked, answered 200 with something that is no JSON. */
	MALFORMED_REPLIES("malformedReplies", Call.PLACE),
	/** Booked, half of the answer comes before the connection breaks. */
	CUT_REPLIES("cutReplies", Call.PLACE),
	/** Booked, nothing is answered for {@code hangMillis}, then the connection breaks. */
	HANGS("hangs", Call.PLACE),
	/** Asked for an order, 503. */
	ASK_FAILURES("askFailures", Call.ASK),
	/** Asked for an order, the connection breaks. */
	LOST_ASKS("lostAsks", Call.ASK),
	/** Asked for the statement, 503. */
	STATEMENT_FAILURES("statementFailures", Call.STATEMENT);

	/** A path of the contract. */
	enum Call {

		/** {@code POST /orders}. */
		PLACE,
		/** {@code GET /orders/{key}}. */
		ASK,
		/** {@code GET /statement}. */
		STATEMENT

	}

	private final String json;

	private final Call call;

	CallFault(String json, Call call) {
		this.json = json;
		this.call = call;
	}

	/** Its name at {@code /control}. */
	String json() {
		return this.json;
	}

	Call call() {
		return this.call;
	}

	static Optional<CallFault> named(String json) {
		return Arrays.stream(values()).filter((fault) -> fault.json.equals(json)).findFirst();
	}

}
