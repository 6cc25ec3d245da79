package io.countersign.roc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.roc.RocEvent.Reading;
import io.countersign.roc.RocInbox.Verdict;
import io.countersign.web.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes the ROC's callbacks: checks the signature over the exact bytes, keeps what
 * belongs to a handoff, answers. What it means is worked out afterwards, so that the
 * answer never waits for a process.
 */
@RestController
@Tag(name = "ROC events",
		description = "Callbacks of the Regional Operations Center, signed after Standard Webhooks; docs/roc-openapi.yaml has the contract")
class RocEventsController {

	private static final Logger log = LoggerFactory.getLogger(RocEventsController.class);

	private static final int LARGEST_BODY = 1024 * 1024;

	private static final int MOST_EVENTS = 500;

	private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
		.streamReadConstraints(
				StreamReadConstraints.builder().maxNestingDepth(20).maxStringLength(10_000).maxNumberLength(50).build())
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

	private final CallbackSignatures signatures;

	private final RocInbox inbox;

	private final TransactionTemplate transaction;

	RocEventsController(CallbackSignatures signatures, RocInbox inbox, PlatformTransactionManager transactions) {
		this.signatures = signatures;
		this.inbox = inbox;
		this.transaction = new TransactionTemplate(transactions);
	}

	/** What became of each event, in the order of the call. */
	record EventResults(List<EventResult> results) {
	}

	/**
	 * What became of an event.
	 *
	 * @param id {@code null} where it could not be read
	 * @param code why it was refused; else {@code null}
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record EventResult(String id, String status, String code, String detail) {

		private static final String REFUSED = "REFUSED";

		boolean refused() {
			return this.status.equals(REFUSED);
		}

	}

	@Operation(operationId = "receiveRocEvents", summary = "Take one event of the ROC or an array of them")
	@PostMapping(path = "/api/v1/roc/events", consumes = MediaType.APPLICATION_JSON_VALUE,
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE })
	ResponseEntity<?> receive(HttpServletRequest request) throws IOException {
		byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
		if (body.length > LARGEST_BODY) {
			throw new Refusal(Kind.TOO_LARGE, "callback-too-large", "At most 1 MiB is taken at once.");
		}
		Optional<String> refusal = this.signatures.refusal(request.getHeader("webhook-id"),
				request.getHeader("webhook-timestamp"), request.getHeader("webhook-signature"), body);
		if (refusal.isPresent()) {
			log.warn("A callback from {} was refused: {}", request.getRemoteAddr(), refusal.get());
			return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.body(Problems.of(HttpStatus.UNAUTHORIZED, refusal.get(), switch (refusal.get()) {
					case "signature-missing" ->
						"Send the headers webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks).";
					case "signature-expired" ->
						"The callback's time is more than five minutes off. Check the clock, and sign each attempt anew.";
					default ->
						"The signature does not fit the callback. Check the secret and sign the exact bytes sent.";
				}));
		}
		return answer(keep(read(body)));
	}

	private List<Reading> read(byte[] body) {
		JsonNode json;
		try {
			json = this.json.readTree(body);
		}
		catch (JsonProcessingException ex) {
			throw new Refusal(Kind.MALFORMED, "malformed-json",
					"The body is not readable JSON: " + ex.getOriginalMessage());
		}
		catch (IOException ex) {
			throw new Refusal(Kind.MALFORMED, "malformed-json", "The body is not readable text in UTF-8.");
		}
		if (json == null || (!json.isObject() && !json.isArray())) {
			throw new Refusal(Kind.MALFORMED, "malformed-json", "The body is one event or a list of events.");
		}
		if (json.isObject()) {
			return List.of(RocEvent.read(json, ""));
		}
		if (json.isEmpty()) {
			throw new Refusal(Kind.MALFORMED, "empty-list", "The list has no event.");
		}
		if (json.size() > MOST_EVENTS) {
			throw new Refusal(Kind.MALFORMED, "too-many-events",
					"The list has %d events; at most %d are taken at once.".formatted(json.size(), MOST_EVENTS));
		}
		List<Reading> readings = new ArrayList<>(json.size());
		for (int index = 0; index < json.size(); index++) {
			readings.add(RocEvent.read(json.get(index), "/" + index));
		}
		return readings;
	}

	private List<EventResult> keep(List<Reading> readings) {
		List<RocEvent> events = readings.stream()
			.filter((reading) -> reading.event() != null)
			.map(Reading::event)
			.toList();
		if (events.isEmpty()) {
			List<Problem> problems = readings.stream().flatMap((reading) -> reading.problems().stream()).toList();
			throw new Refusal(Kind.MALFORMED, "malformed-event",
					"No event is well formed; docs/roc-openapi.yaml describes them.", problems);
		}
		Map<String, Verdict> verdicts = this.transaction.execute((status) -> this.inbox.keep(events));
		return readings.stream()
			.map((reading) -> (reading.event() != null) ? result(reading.event(), verdicts.get(reading.event().id()))
					: malformed(reading))
			.toList();
	}

	private static EventResult malformed(Reading reading) {
		Problem first = reading.problems().get(0);
		return new EventResult(reading.id(), EventResult.REFUSED, first.code(), first.path() + ": " + first.message());
	}

	private static EventResult result(RocEvent event, Verdict verdict) {
		return switch (verdict) {
			case ACCEPTED, DUPLICATE -> new EventResult(event.id(), verdict.name(), null, null);
			case UNKNOWN_AGREEMENT -> new EventResult(event.id(), EventResult.REFUSED, "unknown-agreement",
					"There is no agreement %s.".formatted(event.reference()));
			case UNKNOWN_ORDER -> new EventResult(event.id(), EventResult.REFUSED, "unknown-order",
					"Agreement %s was not handed over under this key.".formatted(event.reference()));
		};
	}

	private static ResponseEntity<?> answer(List<EventResult> results) {
		long refused = results.stream().filter(EventResult::refused).count();
		if (refused == results.size()) {
			EventResult first = results.stream()
				.filter((result) -> result.code().startsWith("unknown-"))
				.findFirst()
				.orElse(results.get(0));
			throw new Refusal(Kind.UNACCEPTABLE, first.code(), first.detail(),
					results.stream()
						.map((result) -> new Problem("/" + results.indexOf(result), result.code(), result.detail()))
						.toList());
		}
		return ResponseEntity.status((refused == 0) ? HttpStatus.ACCEPTED : HttpStatus.MULTI_STATUS)
			.body(new EventResults(results));
	}

}
