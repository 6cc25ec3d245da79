package io.countersign.roc;

import java.time.Instant;
import java.util.Map;

import io.countersign.kernel.BusinessEvent;

/** Something a person did about a handoff, for the audit trail. */
record RocLedgerEvent(Did did, String reference, Instant occurredAt, String actor, String summary,
		Map<String, String> facts) implements BusinessEvent {

	enum Did {

		ASKED("RocAsked"), SENT_AGAIN("RocHandoffSentAgain"), SIGNED_OFF("RocDifferenceSignedOff"),
		PUT_ASIDE("RocEventPutAside");

		private final String type;

		Did(String type) {
			this.type = type;
		}

	}

	@Override
	public String type() {
		return this.did.type;
	}

}
