package io.countersign.rocsim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RocSimulatorTests {

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	private Path folder;

	private RocSimulator simulator;

	@BeforeEach
	void start() {
		this.simulator = start(0);
	}

	private RocSimulator start(int port) {
		return RocSimulator.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK, port, this.folder,
				Duration.ZERO, null, "whsec_" + "A".repeat(44)));
	}

	@AfterEach
	void stop() {
		this.simulator.close();
	}

	@Test
	void remembersAcrossARestartAndCutsAnUnfinishedLine() throws Exception {
		assertThat(place(order("EA-2027-000001", "a")).path("status").asText()).isEqualTo("RECEIVED");
		awaitUndelivered(4);
		this.simulator.close();
		Files.writeString(this.folder.resolve("ledger.jsonl"), "{\"line\":\"order\",\"at\":",
				StandardOpenOption.APPEND);

		this.simulator = start(0);
		assertThat(place(order("EA-2027-000001", "a")).path("status").asText()).isEqualTo("DUPLICATE");
		assertThat(call("GET", "/control", null).path("undelivered").asInt()).isEqualTo(4);
		assertThat(place(order("EA-2027-000002", "b")).path("caseNumber").asText()).isEqualTo("ROC-00000002");
		awaitUndelivered(8);
		for (String line : Files.readAllLines(this.folder.resolve("ledger.jsonl"))) {
			this.json.readTree(line);
		}
	}

	@Test
	void refusesADamagedLedger() throws IOException {
		this.simulator.close();
		Files.writeString(this.folder.resolve("ledger.jsonl"), "nonsense\n");
		assertThatThrownBy(() -> start(0)).hasStackTraceContaining("is damaged");
	}

	@Test
	void saysThatItsPortIsTaken() {
		assertThatThrownBy(() -> RocSimulator.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK,
				this.simulator.port(), this.folder.resolve("other"), Duration.ZERO, null, "whsec_" + "A".repeat(44))))
			.rootCause()
			.isInstanceOf(java.net.BindException.class);
		assertThatThrownBy(() -> RocSimulator.start(new RocSimulatorSettings(RocSimulatorSettings.LOOPBACK,
				this.simulator.port(), this.folder.resolve("other"), Duration.ZERO, null, "whsec_" + "A".repeat(44))))
			.hasStackTraceContaining("Port " + this.simulator.port() + " of the simulated ROC is taken");
	}

	@Test
	void letsOnlyOneWriteItsLedger() {
		assertThatThrownBy(() -> start(0)).hasStackTraceContaining("Another simulated ROC writes");
	}

	@Test
	void takesOneOpenOrderOfAnAgreement() throws Exception {
		place(order("EA-2027-000001", "a"));
		assertThat(place(order("EA-2027-000001", "b")).at("/problem/code").asText()).isEqualTo("order-open");
		assertThat(place(order("EA-2027-000001", "c").put("operation", "CANCEL")).at("/problem/code").asText())
			.isIn("already-invoiced", "");
		assertThat(place(order("EA-2027-000009", "d").put("operation", "CANCEL")).at("/problem/code").asText())
			.isEqualTo("nothing-to-cancel");
		assertThat(place((ObjectNode) order("EA-2027-000010", "e").without("currency")).at("/problem/code").asText())
			.isEqualTo("order-incomplete");
	}

	@Test
	void refusesFaultsItDoesNotKnow() throws Exception {
		assertThat(call("POST", "/control", "{\"explode\": true}").path("code").asText())
			.isEqualTo("malformed-control");
		assertThat(call("POST", "/control", "{\"lostReplies\": 2}").path("lostReplies").asInt()).isEqualTo(2);
	}

	@Test
	void aLostReplyBreaksTheConnectionAfterBooking() throws Exception {
		call("POST", "/control", "{\"lostReplies\": 1}");
		assertThatThrownBy(() -> place(order("EA-2027-000001", "a"))).isInstanceOf(IOException.class);
		assertThat(place(order("EA-2027-000001", "a")).path("status").asText()).isEqualTo("DUPLICATE");
	}

	private void awaitUndelivered(int count) throws Exception {
		Instant end = Instant.now().plusSeconds(20);
		while (call("GET", "/control", null).path("undelivered").asInt() < count) {
			assertThat(Instant.now()).isBefore(end);
		}
	}

	private ObjectNode order(String reference, String key) {
		return this.json.createObjectNode()
			.put("idempotencyKey", key.repeat(64))
			.put("operation", "ORDER")
			.put("reference", reference)
			.put("submission", 1)
			.put("programme", "EA-EE")
			.put("scenario", "NEW")
			.put("segment", "COMMERCIAL")
			.put("customer", "Fabrikam")
			.put("reseller", "northwind")
			.put("currency", "EUR")
			.put("totalValue", "1")
			.put("contentHash", "0".repeat(64));
	}

	private JsonNode place(ObjectNode order) throws Exception {
		ObjectNode orders = this.json.createObjectNode();
		orders.putArray("orders").add(order);
		return call("POST", "/orders", orders.toString()).at("/receipts/0");
	}

	private JsonNode call(String method, String path, String body) throws Exception {
		return this.json.readTree(
				this.http
					.send(HttpRequest.newBuilder(URI.create(this.simulator.url() + path))
						.method(method,
								(body != null) ? HttpRequest.BodyPublishers.ofString(body)
										: HttpRequest.BodyPublishers.noBody())
						.build(), HttpResponse.BodyHandlers.ofString())
					.body());
	}

}
