package io.countersign.roc;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import io.countersign.TestClock;
import io.countersign.kernel.SecretFile;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callbacks as anybody might send them: the right ones, late, repeated, shuffled, forged,
 * for the wrong agreement, impossible. The simulator keeps its own callbacks to itself.
 */
@CountersignTest
class RocEventsTests {

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private RocAnswers answers;

	@Autowired
	private RocInbox inbox;

	@Autowired
	private RuntimeService runtime;

	@Autowired
	private TestRestTemplate http;

	@Autowired
	private TestClock clock;

	@LocalServerPort
	private int port;

	@Value("${countersign.data}")
	private Path data;

	private final ObjectMapper json = new ObjectMapper();

	private Countersigned countersigned;

	private String secret;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
		this.secret = SecretFile.readOrCreate(this.data.resolve("roc").resolve("callback-secret"), "whsec_");
	}

	@Test
	void oneEventMovesTheAgreement() {
		String reference = this.countersigned.submitted();
		assertThat(send(event(reference, 1, "acknowledged")).getStatusCode().value()).isEqualTo(202);
		this.roc.understand();
		assertThat(this.runtime.createExecutionQuery().activityId("receiveTask_acceptance").count()).isEqualTo(1);
		assertThat(send(event(reference, 2, "accepted")).getStatusCode().value()).isEqualTo(202);
		this.roc.understand();
		assertThat(status(reference)).isEqualTo("ROC_ACCEPTED");
	}

	@Test
	void takesItsStepsOneByOne() {
		String reference = this.countersigned.submitted();
		int sequence = 0;
		for (Map.Entry<String, String> step : List.of(Map.entry("acknowledged", "SUBMITTED_TO_ROC"),
				Map.entry("held", "ROC_ON_HOLD"), Map.entry("released", "SUBMITTED_TO_ROC"),
				Map.entry("accepted", "ROC_ACCEPTED"), Map.entry("processed", "PROCESSED"),
				Map.entry("invoiced", "BOOKED"))) {
			send(event(reference, ++sequence, step.getKey()));
			this.roc.understand();
			assertThat(status(reference)).as(step.getKey()).isEqualTo(step.getValue());
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void repeatedAndShuffledCallbacksBookOnce(long seed) {
		Random random = new Random(seed);
		List<String> references = List.of(this.countersigned.submitted(), this.countersigned.submitted(),
				this.countersigned.submitted());
		List<ObjectNode> calls = new ArrayList<>();
		for (String reference : references) {
			List<String> life = List.of("acknowledged", "accepted", "processed", "invoiced");
			for (int step = 0; step < life.size(); step++) {
				for (int repetition = 0; repetition <= random.nextInt(5); repetition++) {
					calls.add(event(reference, step + 1, life.get(step)));
				}
			}
		}
		Collections.shuffle(calls, random);
		while (!calls.isEmpty()) {
			List<ObjectNode> call = new ArrayList<>(calls.subList(0, 1 + random.nextInt(calls.size())));
			calls.subList(0, call.size()).clear();
			assertThat(send(call).getStatusCode().value()).isEqualTo(202);
			this.roc.understand();
		}

		for (String reference : references) {
			assertThat(status(reference)).isEqualTo("BOOKED");
			assertThat(this.database.jdbc()
				.queryForList(
						"select facts ->> 'milestone' from countersign.audit_event where reference = ? and type = 'RocProgressed' order by sequence",
						String.class, reference))
				.containsExactly("ACKNOWLEDGED", "ACCEPTED", "PROCESSED", "INVOICED");
		}
		assertThat(this.database.count("countersign.roc_inbox")).isEqualTo(12);
	}

	@Test
	void waitsForAnEarlierEventAndGoesOnWithoutItAfterAWhile() {
		String reference = this.countersigned.submitted();
		send(event(reference, 2, "accepted"));
		this.roc.understand();
		assertThat(status(reference)).isEqualTo("SUBMITTED_TO_ROC");
		assertThat(this.answers.processPending()).as("nothing to do until then").isZero();

		this.clock.travel(Duration.ofSeconds(31));
		this.roc.understand();
		assertThat(status(reference)).isEqualTo("ROC_ACCEPTED");
		this.clock.reset();

		send(event(reference, 1, "acknowledged"));
		this.roc.understand();
		assertThat(status(reference)).isEqualTo("ROC_ACCEPTED");
		assertThat(states()).containsExactly("DONE", "DONE");
	}

	@Test
	void anEventMayComeBeforeTheReceipt() {
		String reference = this.countersigned.submitted();
		assertThat(send(List.of(event(reference, 1, "acknowledged"), event(reference, 2, "accepted"))).getStatusCode()
			.value()).isEqualTo(202);
		this.roc.understand();
		assertThat(status(reference)).isEqualTo("ROC_ACCEPTED");
		assertThat(this.roc.dispatch()).as("it has arrived, as its callback proves").isZero();
	}

	@Test
	void anImpossibleEventIsParkedAndSpoilsNothing() {
		String reference = this.countersigned.submitted();
		String other = this.countersigned.submitted();
		send(List.of(event(reference, 1, "acknowledged"), event(reference, 2, "released"),
				event(reference, 3, "accepted"), event(other, 1, "acknowledged"), event(other, 2, "accepted")));
		this.roc.understand();

		assertThat(status(reference)).isEqualTo("ROC_ACCEPTED");
		assertThat(status(other)).isEqualTo("ROC_ACCEPTED");
		assertThat(this.database.jdbc()
			.queryForList("select type || ': ' || problem from countersign.roc_inbox where state = 'PARKED'",
					String.class))
			.containsExactly("RELEASED: RELEASED contradicts what is known of the order: ACKNOWLEDGED");
	}

	@Test
	void anAgreementThatFailsSpoilsNoOther() {
		String reference = this.countersigned.submitted();
		String other = this.countersigned.submitted();
		this.runtime.updateProcessInstanceSuspensionState()
			.byProcessInstanceId(this.runtime.createProcessInstanceQuery()
				.processInstanceBusinessKey(reference)
				.singleResult()
				.getId())
			.suspend();
		send(List.of(event(reference, 1, "acknowledged"), event(other, 1, "acknowledged"),
				event(other, 2, "accepted")));
		this.roc.understand();

		assertThat(status(other)).isEqualTo("ROC_ACCEPTED");
		assertThat(this.database.jdbc()
			.queryForMap("select state, attempts from countersign.roc_inbox where payload ->> 'reference' = ?",
					reference))
			.containsEntry("state", "PENDING")
			.containsEntry("attempts", 1);
	}

	@Test
	void whatContradictsTheRecordIsParked() {
		String reference = this.countersigned.submitted();
		this.database.jdbc()
			.update("update countersign.agreement set status = 'RETURNED' where reference = ?", reference);
		send(event(reference, 1, "acknowledged"));
		this.roc.understand();
		assertThat(states()).containsExactly("PARKED");
		assertThat(status(reference)).isEqualTo("RETURNED");
	}

	@Test
	void whatTheProcessDoesNotWaitForYetStaysAndIsTriedAgain() {
		String reference = this.countersigned.submitted();
		String instance = this.runtime.createProcessInstanceQuery()
			.processInstanceBusinessKey(reference)
			.singleResult()
			.getId();
		this.runtime.createProcessInstanceModification(instance)
			.cancelAllForActivity("subProcess_atRoc")
			.startBeforeActivity("receiveTask_correctedPackage")
			.execute();
		send(event(reference, 1, "acknowledged"));
		this.roc.understand();
		assertThat(states()).containsExactly("PENDING");
		assertThat(status(reference)).isEqualTo("SUBMITTED_TO_ROC");

		this.runtime.createProcessInstanceModification(instance)
			.cancelAllForActivity("subProcess_awaitCorrection")
			.startBeforeActivity("subProcess_atRoc")
			.execute();
		this.clock.travel(Duration.ofSeconds(2));
		this.roc.understand();
		assertThat(states()).containsExactly("DONE");
		assertThat(this.runtime.createExecutionQuery().activityId("receiveTask_acceptance").count()).isEqualTo(1);
	}

	@Test
	void anUnknownAgreementOrOrderIsRefusedAndChangesNothing() {
		ObjectNode unknown = event("EA-2099-999999", 1, "acknowledged");
		assertProblem(send(unknown), 422, "unknown-agreement");

		String reference = this.countersigned.submitted();
		assertProblem(send(event(reference, 1, "acknowledged").put("idempotencyKey", "0".repeat(64))), 422,
				"unknown-order");
		assertProblem(send(event(reference, 1, "acknowledged").put("submission", 2)), 422, "unknown-order");
		String other = this.countersigned.submitted();
		assertProblem(send(event(reference, 1, "acknowledged").put("reference", other)), 422, "unknown-order");
		assertThat(this.database.count("countersign.roc_inbox")).isZero();
	}

	@Test
	void ofAListWhatCanBeTakenIsTaken() throws Exception {
		String reference = this.countersigned.submitted();
		ResponseEntity<String> answer = send(List.of(event("EA-2099-999999", 1, "acknowledged"),
				event(reference, 1, "acknowledged"), event(reference, 2, "exploded"), event(reference, 2, "accepted")));
		assertThat(answer.getStatusCode().value()).isEqualTo(207);
		JsonNode results = this.json.readTree(answer.getBody()).path("results");
		assertThat(results.findValuesAsText("status")).containsExactly("REFUSED", "ACCEPTED", "REFUSED", "ACCEPTED");
		assertThat(results.findValuesAsText("code")).containsExactly("unknown-agreement", "malformed-event");
		assertThat(this.database.count("countersign.roc_inbox")).isEqualTo(2);
	}

	@Test
	void aDuplicateIsAnsweredLikeTheFirst() throws Exception {
		String reference = this.countersigned.submitted();
		ObjectNode event = event(reference, 1, "acknowledged");
		send(event);
		this.roc.understand();
		ResponseEntity<String> again = send(event);
		assertThat(again.getStatusCode().value()).isEqualTo(202);
		assertThat(this.json.readTree(again.getBody()).at("/results/0/status").asText()).isEqualTo("DUPLICATE");
		assertThat(this.roc.understand()).isZero();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{ | malformed-json", "nonsense | malformed-json", "'' | malformed-json", "3 | malformed-json",
					"[] | empty-list", "{} {} | malformed-json", "{\"id\":\"1\",\"id\":\"2\"} | malformed-json",
					"{} | malformed-event", "[{}, 3, null] | malformed-event",
					"{\"type\":\"accepted\"} | malformed-event" })
	void whatCannotBeReadIsRefused(String body, String code) {
		assertProblem(sendRaw(body.getBytes(StandardCharsets.UTF_8)), 400, code);
		assertThat(this.database.count("countersign.roc_inbox")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "id", "caseNumber", "text" })
	void textThatCannotBeKeptIsRefused(String field) throws Exception {
		ObjectNode event = event(this.countersigned.submitted(), 1, "acknowledged").put(field, "HALF");
		String half = this.json.writeValueAsString(event).replace("HALF", "\\ud800");
		assertProblem(sendRaw(half.getBytes(StandardCharsets.UTF_8)), 400, "malformed-event");
		assertThat(this.database.count("countersign.roc_inbox")).isZero();
	}

	/** Through a socket, because no HTTP client sends it. */
	@Test
	void aHeaderWithControlCharactersIsRefused() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.getOutputStream()
				.write(("POST /api/v1/roc/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
						+ "Content-Type: application/json\r\nContent-Length: 2\r\nwebhook-id: m\r\n"
						+ "webhook-timestamp: 1\u00917\r\nwebhook-signature: v1,x\r\n\r\n{}")
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 400")
				.contains("header-unusable");
		}
	}

	@Test
	void tooMuchIsRefused() {
		ObjectNode event = event(this.countersigned.submitted(), 1, "acknowledged");
		assertProblem(send(Collections.nCopies(501, event)), 400, "too-many-events");
		assertProblem(sendRaw(new byte[1024 * 1024 + 1]), 413, "callback-too-large");
		assertProblem(sendRaw("[".repeat(10_000).getBytes(StandardCharsets.UTF_8)), 400, "malformed-json");
	}

	@ParameterizedTest
	@CsvSource({ "id, ''", "id, 7", "reference, EA", "submission, 0", "submission, 1.5", "submission, '1'",
			"idempotencyKey, ABC", "caseNumber, ''", "sequence, 0", "sequence, -1", "sequence, 99999999999",
			"occurredAt, yesterday", "occurredAt, 5", "type, ACCEPTED", "text, 3" })
	void everyFieldIsChecked(String field, String value) throws Exception {
		ObjectNode event = event(this.countersigned.submitted(), 1, "acknowledged");
		event.set(field, value.matches("-?\\d+(\\.\\d+)?") ? this.json.readTree(value)
				: this.json.getNodeFactory().textNode(value));
		if (field.equals("submission") && value.equals("1")) {
			event.put(field, "1");
		}
		ResponseEntity<String> answer = send(event);
		assertProblem(answer, 400, "malformed-event");
		assertThat(this.json.readTree(answer.getBody()).at("/errors/0/path").asText()).isEqualTo("/" + field);
	}

	@Test
	void forgedCallbacksChangeNothing() throws Exception {
		String reference = this.countersigned.submitted();
		byte[] body = this.json.writeValueAsBytes(event(reference, 1, "acknowledged"));
		String now = Long.toString(Instant.now().getEpochSecond());
		String good = CallbackSignaturesTests.sign(this.secret, "m1", now, body);
		String foreign = CallbackSignaturesTests.sign("whsec_" + "A".repeat(44), "m1", now, body);
		byte[] changed = this.json.writeValueAsBytes(event(reference, 1, "rejected"));
		String old = Long.toString(Instant.now().getEpochSecond() - 400);

		assertProblem(post(body, null, null, null), 401, "signature-missing");
		assertProblem(post(body, "m1", now, null), 401, "signature-missing");
		assertProblem(post(body, "m1", now, foreign), 401, "signature-invalid");
		assertProblem(post(changed, "m1", now, good), 401, "signature-invalid");
		assertProblem(post(body, "m2", now, good), 401, "signature-invalid");
		assertProblem(post(body, "m1", Long.toString(Long.parseLong(now) + 60), good), 401, "signature-invalid");
		assertProblem(post(body, "m1", old, CallbackSignaturesTests.sign(this.secret, "m1", old, body)), 401,
				"signature-expired");
		assertThat(this.database.count("countersign.roc_inbox")).isZero();

		assertThat(post(body, "m1", now, foreign + " " + good).getStatusCode().value()).isEqualTo(202);
	}

	private ObjectNode event(String reference, int sequence, String type) {
		ObjectNode event = this.json.createObjectNode()
			.put("id", reference + "-" + sequence)
			.put("type", type)
			.put("reference", reference)
			.put("submission", 1)
			.put("idempotencyKey", OperationKey.first(reference, 1, OperationKey.Operation.ORDER).value())
			.put("caseNumber", "ROC-1")
			.put("sequence", sequence)
			.put("occurredAt", Instant.now().toString());
		if (type.equals("held") || type.equals("rejected")) {
			event.put("reasonCode", "R18");
		}
		return type.equals("invoiced") ? event.put("invoiceNumber", "INV-1") : event;
	}

	private ResponseEntity<String> send(Object body) {
		try {
			return sendRaw(this.json.writeValueAsBytes(body));
		}
		catch (com.fasterxml.jackson.core.JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ResponseEntity<String> sendRaw(byte[] body) {
		String now = Long.toString(this.clock.instant().getEpochSecond());
		return post(body, "m", now, CallbackSignaturesTests.sign(this.secret, "m", now, body));
	}

	private ResponseEntity<String> post(byte[] body, String id, String time, String signature) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		if (id != null) {
			headers.set("webhook-id", id);
		}
		if (time != null) {
			headers.set("webhook-timestamp", time);
		}
		if (signature != null) {
			headers.set("webhook-signature", signature);
		}
		return this.http.postForEntity("/api/v1/roc/events", new HttpEntity<>(body, headers), String.class);
	}

	private void assertProblem(ResponseEntity<String> answer, int status, String code) {
		assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(status);
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(answer.getBody()).contains("\"code\":\"" + code + "\"");
	}

	private String status(String reference) {
		return this.database.jdbc()
			.queryForObject("select status from countersign.agreement where reference = ?", String.class, reference);
	}

	private List<String> states() {
		return this.database.jdbc()
			.queryForList("select state from countersign.roc_inbox order by sequence", String.class);
	}

}
