package io.countersign.agreement;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import io.countersign.agreement.AgreementEvent.Happened;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Tells the audit trail what happened. The sentence is for everybody who may see the
 * agreement, its reseller too; what only the desk may read goes into the fact
 * {@link #WORDS}.
 */
@Component
class AgreementEvents {

	/** The fact of an event that holds words for the desk only. */
	private static final String WORDS = "words";

	private final ApplicationEventPublisher events;

	private final Clock clock;

	AgreementEvents(ApplicationEventPublisher events, Clock clock) {
		this.events = events;
		this.clock = clock;
	}

	void tell(Happened happened, Agreement agreement, String actor, String summary, Map<String, String> facts) {
		Map<String, String> all = new LinkedHashMap<>(facts);
		all.put(AgreementEvent.STATUS, agreement.status().name());
		this.events
			.publishEvent(new AgreementEvent(happened, agreement.reference(), now(), actor, shortened(summary), all));
	}

	/** Facts with words for the desk only; {@code null} and blank words are left out. */
	static Map<String, String> internally(String words, Map<String, String> facts) {
		if (words == null || words.isBlank()) {
			return facts;
		}
		Map<String, String> all = new LinkedHashMap<>(facts);
		all.put(WORDS, words);
		return all;
	}

	/** The present moment as the database keeps it. */
	Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private static String shortened(String summary) {
		return (summary.length() > 1000) ? summary.substring(0, 999) + "…" : summary;
	}

}
