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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signed callbacks, many events in one call, until they are taken. */
final class CallbackSender {

	private static final Logger log = LoggerFactory.getLogger(CallbackSender.class);

	private static final int BATCH = 500;

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	private final ObjectMapper json;

	private final OrderBook book;

	private final Clock clock;

	private final byte[] secret;

	private final Random random = new Random(7);

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(2))
		.build();

	private int failures;

	CallbackSender(ObjectMapper json, OrderBook book, Clock clock, String secret) {
		this.json = json;
		this.book = book;
		this.clock = clock;
		this.secret = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
	}

	/**
	 * Sends what is undelivered.
	 * @return how long to wait before the next attempt; zero if this one went well
	 */
	Duration send(Faults faults) throws InterruptedException {
		while (faults.callbacks() && faults.callbackUrl() != null) {
			List<ObjectNode> waiting = this.book.undelivered(BATCH);
			if (waiting.isEmpty()) {
				return Duration.ZERO;
			}
			List<ObjectNode> events = spoilt(waiting, faults);
			if (events.isEmpty()) {
				continue;
			}
			if (!post(events, faults.callbackUrl())) {
				this.failures++;
				Duration pause = Duration.ofMillis(250L << Math.min(this.failures - 1, 10));
				return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
			}
			this.failures = 0;
			if (faults.repeat() <= 1 || this.random.nextInt(faults.repeat()) == 0) {
				this.book.delivered(events.stream().map((event) -> event.path("id").asText()).distinct().toList());
			}
		}
		return Duration.ZERO;
	}

	/** Shuffles, holds back and repeats as the faults ask for. */
	private List<ObjectNode> spoilt(List<ObjectNode> waiting, Faults faults) {
		List<ObjectNode> events = new ArrayList<>(waiting);
		if (faults.reorder()) {
			events.removeIf((event) -> this.random.nextBoolean());
			Collections.shuffle(events, this.random);
		}
		int repetitions = Math.min(faults.repeat() - 1, BATCH / Math.max(1, events.size()) - 1);
		List<ObjectNode> once = List.copyOf(events);
		for (int repetition = 0; repetition < repetitions; repetition++) {
			events.addAll(once);
		}
		return events;
	}

	private boolean post(List<ObjectNode> events, String url) throws InterruptedException {
		try {
			String body = this.json.writeValueAsString((events.size() == 1) ? events.get(0) : events);
			String id = "msg_" + UUID.randomUUID();
			String timestamp = Long.toString(this.clock.instant().getEpochSecond());
			HttpRequest request = HttpRequest.newBuilder(URI.create(url))
				.timeout(Duration.ofSeconds(15))
				.header("Content-Type", "application/json")
				.header("webhook-id", id)
				.header("webhook-timestamp", timestamp)
				.header("webhook-signature", "v1," + sign(id + "." + timestamp + "." + body))
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build();
			HttpResponse<String> answer = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() / 100 == 2) {
				return true;
			}
			log.warn("Callback with {} events was answered {}: {}", events.size(), answer.statusCode(), answer.body());
			return answer.statusCode() == 400 || answer.statusCode() == 422;
		}
		catch (IOException ex) {
			log.debug("Callback with {} events did not get through", events.size(), ex);
			return false;
		}
	}

	private String sign(String content) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(this.secret, "HmacSHA256"));
			return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
