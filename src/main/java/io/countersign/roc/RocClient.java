package io.countersign.roc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.roc.Handoff.Outcome;
import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.conn.HttpHostConnectException;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.protocol.HttpContext;
import org.camunda.connect.ConnectorRequestException;
import org.camunda.connect.ConnectorResponseException;
import org.camunda.connect.httpclient.HttpRequest;
import org.camunda.connect.httpclient.HttpResponse;
import org.camunda.connect.httpclient.impl.HttpConnectorImpl;
import org.camunda.connect.spi.ConnectorRequestInterceptor;

import org.springframework.stereotype.Component;

/**
 * Calls the ROC through Camunda Connect, never inside a transaction. Every call ends: the
 * pool, the connection, each read and the whole call have a limit. Nothing is repeated
 * here; who repeats has to ask first.
 */
@Component
class RocClient implements AutoCloseable {

	private static final int CONNECTIONS = 8;

	private static final long LARGEST_ANSWER = 4L * 1024 * 1024;

	private final RocProperties properties;

	private final ObjectMapper json;

	private final CloseableHttpClient http;

	private final HttpConnectorImpl connector = new HttpConnectorImpl();

	private final ScheduledExecutorService limits = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "roc-call-limits");
		thread.setDaemon(true);
		return thread;
	});

	RocClient(RocProperties properties, ObjectMapper json) {
		this.properties = properties;
		this.json = json;
		int responseTimeout = (int) properties.responseTimeout().toMillis();
		PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
		pool.setMaxTotal(CONNECTIONS);
		pool.setDefaultMaxPerRoute(CONNECTIONS);
		pool.setValidateAfterInactivity(500);
		this.http = HttpClients.custom()
			.setConnectionManager(pool)
			.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(responseTimeout).setTcpNoDelay(true).build())
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.addInterceptorLast((org.apache.http.HttpResponse response, HttpContext context) -> {
				if (response.getEntity() != null) {
					response.setEntity(new LimitedEntity(response.getEntity()));
				}
			})
			.build();
		this.connector.setHttpClient(this.http);
		// Each request of the connector carries a configuration of its own, without any
		// time limit; what is set on the client is not looked at.
		RequestConfig limited = RequestConfig.custom()
			.setConnectionRequestTimeout((int) properties.connectTimeout().toMillis())
			.setConnectTimeout((int) properties.connectTimeout().toMillis())
			.setSocketTimeout(responseTimeout)
			.build();
		this.connector.addRequestInterceptor((ConnectorRequestInterceptor) (invocation) -> {
			HttpRequestBase request = (HttpRequestBase) invocation.getTarget();
			request.setConfig(limited);
			this.limits.schedule(request::abort, properties.callTimeout().toMillis(), TimeUnit.MILLISECONDS);
			return invocation.proceed();
		});
	}

	/** An answer that came in full. */
	private record Answer(int status, String body) {
	}

	/** No answer, or none to rely on. */
	static class NoAnswerException extends Exception {

		private final boolean mayHaveArrived;

		NoAnswerException(String message, boolean mayHaveArrived) {
			super(message);
			this.mayHaveArrived = mayHaveArrived;
		}

	}

	/** Hands over; the outcomes are in the order of the handoffs. */
	List<Outcome> place(List<Handoff> handoffs) {
		String body = handoffs.stream().map(Handoff::payload).collect(Collectors.joining(",", "{\"orders\":[", "]}"));
		try {
			Answer answer = call(this.connector.createRequest()
				.post()
				.url(this.properties.url() + "/orders")
				.contentType("application/json; charset=UTF-8")
				.payload(body));
			return outcomes(handoffs, answer);
		}
		catch (NoAnswerException ex) {
			return handoffs.stream()
				.map((handoff) -> ex.mayHaveArrived ? Outcome.unclear(handoff, ex.getMessage())
						: Outcome.failed(handoff, ex.getMessage()))
				.toList();
		}
	}

	private List<Outcome> outcomes(List<Handoff> handoffs, Answer answer) {
		int status = answer.status();
		if (status == 200) {
			Map<String, JsonNode> receipts = receipts(answer.body());
			return handoffs.stream().map((handoff) -> outcome(handoff, receipts.get(handoff.key()))).toList();
		}
		String problem = "The ROC answered %d: %s".formatted(status, answer.body());
		boolean refused = status == 400 || status == 409 || status == 413 || status == 422;
		if (refused && handoffs.size() > 1) {
			// One of them spoils the call: each gets a call of its own.
			return handoffs.stream().flatMap((handoff) -> place(List.of(handoff)).stream()).toList();
		}
		return handoffs.stream()
			.map((handoff) -> refused ? Outcome.refused(handoff, problem)
					: (status >= 500) ? Outcome.unclear(handoff, problem) : Outcome.failed(handoff, problem))
			.toList();
	}

	private Map<String, JsonNode> receipts(String body) {
		Map<String, JsonNode> receipts = new HashMap<>();
		try {
			this.json.readTree(body)
				.path("receipts")
				.forEach((receipt) -> receipts.put(receipt.path("idempotencyKey").asText(), receipt));
		}
		catch (JsonProcessingException ex) {
			// No receipt can be read: each handoff is unclear.
		}
		return receipts;
	}

	private static Outcome outcome(Handoff handoff, JsonNode receipt) {
		if (receipt == null) {
			return Outcome.unclear(handoff, "The ROC's answer has no receipt for this order");
		}
		return switch (receipt.path("status").asText()) {
			case "RECEIVED", "DUPLICATE" -> Outcome.received(handoff, receipt.path("caseNumber").asText(null));
			case "REFUSED" -> Outcome.refused(handoff,
					"%s (%s)".formatted(receipt.path("problem").path("detail").asText("No reason given"),
							receipt.path("problem").path("code").asText("no code")));
			default -> Outcome.unclear(handoff, "The ROC's receipt has no known status");
		};
	}

	/**
	 * Asks whether a handoff arrived.
	 * @return {@code RECEIVED}, {@code FAILED} if it did not arrive, {@code UNCLEAR} if
	 * the ROC did not tell
	 */
	Outcome ask(Handoff handoff) {
		try {
			Answer answer = call(
					this.connector.createRequest().get().url(this.properties.url() + "/orders/" + handoff.key()));
			if (answer.status() == 200) {
				JsonNode state = this.json.readTree(answer.body());
				if (state.path("idempotencyKey").asText().equals(handoff.key())) {
					return Outcome.received(handoff, state.path("caseNumber").asText(null));
				}
			}
			if (answer.status() == 404) {
				return new Outcome(handoff, Handoff.Result.FAILED, null, "It did not arrive");
			}
			return Outcome.unclear(handoff, "Asked for it, the ROC answered %d".formatted(answer.status()));
		}
		catch (NoAnswerException | JsonProcessingException ex) {
			return Outcome.unclear(handoff, ex.getMessage());
		}
	}

	/**
	 * What the ROC says about a handoff, in words; asks, and changes nothing.
	 * @throws NoAnswerException if it does not tell
	 */
	String stateOf(String key) throws NoAnswerException {
		Answer answer = call(this.connector.createRequest().get().url(this.properties.url() + "/orders/" + key));
		if (answer.status() == 404) {
			return "The ROC does not have it";
		}
		JsonNode state = readable(answer);
		return "The ROC has it as case %s, %s".formatted(state.path("caseNumber").asText(),
				state.path("status").asText());
	}

	/**
	 * The ROC's own book of a period.
	 * @param to excluded
	 * @throws NoAnswerException if it cannot be had, or be read
	 */
	RocStatement statement(Instant from, Instant to) throws NoAnswerException {
		JsonNode body = readable(call(this.connector.createRequest()
			.get()
			.url("%s/statement?from=%s&to=%s".formatted(this.properties.url(), from.truncatedTo(ChronoUnit.SECONDS),
					to.truncatedTo(ChronoUnit.SECONDS)))));
		List<RocStatement.Entry> orders = new ArrayList<>();
		try {
			for (JsonNode order : body.required("orders")) {
				orders.add(new RocStatement.Entry(order.required("idempotencyKey").asText(),
						order.required("operation").asText(), order.required("reference").asText(),
						order.required("status").asText(), order.required("caseNumber").asText(),
						order.required("currency").asText(), new BigDecimal(order.required("totalValue").asText()),
						Instant.parse(order.required("receivedAt").asText())));
			}
		}
		catch (IllegalArgumentException | DateTimeParseException ex) {
			throw new NoAnswerException("The ROC's statement cannot be understood: " + ex.getMessage(), true);
		}
		return new RocStatement(orders);
	}

	private JsonNode readable(Answer answer) throws NoAnswerException {
		if (answer.status() != 200) {
			throw new NoAnswerException("The ROC answered %d".formatted(answer.status()), true);
		}
		try {
			return this.json.readTree(answer.body());
		}
		catch (JsonProcessingException ex) {
			throw new NoAnswerException("The ROC's answer cannot be read", true);
		}
	}

	private Answer call(HttpRequest request) throws NoAnswerException {
		HttpResponse response = null;
		try {
			response = request.execute();
			return new Answer(response.getStatusCode(), response.getResponse());
		}
		catch (ConnectorRequestException ex) {
			boolean connected = !(ex.getCause() instanceof HttpHostConnectException
					|| ex.getCause() instanceof ConnectTimeoutException);
			throw new NoAnswerException("No answer from the ROC: " + ex.getCause(), connected);
		}
		catch (ConnectorResponseException ex) {
			throw new NoAnswerException("The ROC's answer broke off: " + ex.getCause(), true);
		}
		finally {
			if (response != null) {
				response.close();
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.limits.shutdownNow();
		this.http.close();
	}

	/** Ends with an error where an answer is larger than any can be. */
	private static final class LimitedEntity extends HttpEntityWrapper {

		LimitedEntity(HttpEntity entity) {
			super(entity);
		}

		@Override
		public InputStream getContent() throws IOException {
			try (InputStream content = super.getContent()) {
				byte[] bytes = content.readNBytes((int) LARGEST_ANSWER + 1);
				if (bytes.length > LARGEST_ANSWER) {
					throw new IOException("The answer is larger than " + LARGEST_ANSWER + " bytes");
				}
				return new ByteArrayInputStream(bytes);
			}
		}

	}

}
