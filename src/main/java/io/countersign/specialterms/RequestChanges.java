package io.countersign.specialterms;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * What every change of a request has in common: it locks the request's row first and is
 * written with one event. Whoever changes it tells the process.
 */
@Component
class RequestChanges {

	private final SpecialTermsRequests requests;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	RequestChanges(SpecialTermsRequests requests, ApplicationEventPublisher events, Clock clock) {
		this.requests = requests;
		this.events = events;
		this.clock = clock;
	}

	SpecialTermsRequest load(String reference) {
		return this.requests.find(reference).orElseThrow(() -> SpecialTermsService.unknown(reference));
	}

	/** The request, which nobody else changes until the transaction ends. */
	SpecialTermsRequest lock(String reference) {
		return this.requests.findForChange(reference).orElseThrow(() -> SpecialTermsService.unknown(reference));
	}

	/** Writes what happened to a request, with the status it has now. */
	void tell(String type, String reference, String actor, String summary, Map<String, String> facts) {
		Map<String, String> all = new LinkedHashMap<>(facts);
		this.requests.find(reference).ifPresent((request) -> all.put("status", request.status().name()));
		this.events.publishEvent(new SpecialTermsEvent(type, reference, now(), actor,
				(summary.length() > 1000) ? summary.substring(0, 999) + "…" : summary, all));
	}

	/** As exact as the database keeps it. */
	Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	/** In UTC. */
	LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
