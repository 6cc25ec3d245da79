package io.countersign.rocsim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signed callbacks, many events in one call, until they are taken. */
final class CallbackSender {

	private static final Logger log = LoggerFactory.getLogger(CallbackSender.class);

	private static final int BATCH = 500;

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private static final Duration TOO_LATE = Duration.ofMinutes(6);

	private final ObjectMapper json;

	private final OrderBook book;

	private final FaultPlan faults;

	private final Figures figures;

	private final Clock clock;

	private final byte[] secret;

	private final Random random = new Random(7);

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(2))
		.build();

	private int failures;

	CallbackSender(ObjectMapper json, OrderBook book, FaultPlan faults, Figures figures, Clock clock, String secret) {
		this.json = json;
		this.book = book;
		this.faults = faults;
		this.figures = figures;
		this.clock = clock;
		this.secret = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
	}

	/** How a callback that was made up is signed. */
	enum Signing {

		/** As it has to be. */
		RIGHT,
		/** With a secret of somebody else. */
		WRONG_SECRET,
		/** Right, for a moment six minutes ago. */
		EXPIRED,
		/** Right, for a moment in six minutes. */
		FUTURE,
		/** Without the three headers. */
		UNSIGNED,
		/** Right, and changed on the way. */
		CHANGED

	}

	/** An answer to a callback; status 0 where none came. */
	record Answer(int status, String body) {

		boolean taken() {
			return this.status / 100 == 2;
		}

		/** Repeating would not help. */
		boolean refused() {
			return this.status == 400 || this.status == 422;
		}

	}

	/**
	 * Sends what is undelivered.
	 * @return how long to wait before the next attempt; zero if nothing is left to send
	 */
	Duration send() throws InterruptedException {
		while (this.faults.site().callbackUrl() != null) {
			Instant now = this.clock.instant();
			List<ObjectNode> waiting = this.book.undelivered((event) -> mayGo(event, now), BATCH);
			if (waiting.isEmpty()) {
				break;
			}
			List<ObjectNode> events = spoilt(waiting);
			if (events.isEmpty()) {
				continue;
			}
			Answer answer = post(body(events), events.size(), "msg_" + UUID.randomUUID(), Signing.RIGHT);
			if (!answer.taken() && !answer.refused()) {
				this.failures++;
				Duration pause = Duration.ofMillis(250L << Math.min(this.failures - 1, 10));
				return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
			}
			this.failures = 0;
			this.book.delivered(events.stream()
				.distinct()
				.filter((event) -> this.random.nextInt(this.book.treatment(event).repeat()) == 0)
				.map((event) -> event.path("id").asText())
				.toList());
		}
		return this.book.untilDelayed(this.clock.instant());
	}

	private boolean mayGo(ObjectNode event, Instant now) {
		Faults treatment = this.book.treatment(event);
		return treatment.callbacks() && !Instant.parse(event.path("occurredAt").asText())
			.plusMillis(treatment.callbackDelayMillis())
			.isAfter(now);
	}

	/** Shuffles, holds back and repeats as the faults ask for. */
	private List<ObjectNode> spoilt(List<ObjectNode> waiting) {
		List<ObjectNode> events = new ArrayList<>();
		boolean shuffle = false;
		for (ObjectNode event : waiting) {
			Faults treatment = this.book.treatment(event);
			shuffle |= treatment.reorder();
			if (!treatment.reorder() || this.random.nextBoolean()) {
				int copies = Math.min(treatment.repeat(), BATCH - events.size());
				events.addAll(Collections.nCopies(copies, event));
			}
		}
		if (shuffle) {
			Collections.shuffle(events, this.random);
		}
		return events;
	}

	private String body(List<ObjectNode> events) {
		JsonNode body = (events.size() == 1) ? events.get(0) : this.json.valueToTree(events);
		return body.toString();
	}

	/**
	 * Sends one callback of any content, once.
	 * @param events how many events it has, to be counted
	 * @param id what is sent as {@code webhook-id}
	 */
	Answer post(String body, int events, String id, Signing signing) throws InterruptedException {
		Answer answer = attempt(body, this.faults.site().callbackUrl(), id, signing);
		this.figures.callback(events, answer.taken());
		if (!answer.taken() && answer.status() != 0) {
			log.warn("Callback with {} events was answered {}: {}", events, answer.status(), answer.body());
		}
		return answer;
	}

	private Answer attempt(String body, String url, String id, Signing signing) throws InterruptedException {
		Instant moment = switch (signing) {
			case EXPIRED -> this.clock.instant().minus(TOO_LATE);
			case FUTURE -> this.clock.instant().plus(TOO_LATE);
			default -> this.clock.instant();
		};
		String timestamp = Long.toString(moment.getEpochSecond());
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
			.timeout(Duration.ofSeconds(15))
			.header("Content-Type", "application/json");
		if (signing != Signing.UNSIGNED) {
			byte[] key = (signing == Signing.WRONG_SECRET) ? "of somebody else".getBytes(StandardCharsets.UTF_8)
					: this.secret;
			request.header("webhook-id", id)
				.header("webhook-timestamp", timestamp)
				.header("webhook-signature", "v1," + sign(key, id + "." + timestamp + "." + body));
		}
		String sent = (signing == Signing.CHANGED) ? body + " " : body;
		try {
			HttpResponse<String> answer = this.http.send(
					request.POST(HttpRequest.BodyPublishers.ofString(sent)).build(),
					HttpResponse.BodyHandlers.ofString());
			return new Answer(answer.statusCode(), answer.body());
		}
		catch (IOException ex) {
			log.debug("A callback did not get through", ex);
			return new Answer(0, ex.toString());
		}
	}

	private static String sign(byte[] secret, String content) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
