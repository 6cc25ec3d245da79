package io.countersign.roc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Both sides speak as {@code docs/roc-openapi.yaml} says, and so do its examples. */
@CountersignTest
class RocContractTests {

	private final ObjectMapper json = new ObjectMapper();

	private final JsonNode contract = contract();

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private RuntimeService runtime;

	private Countersigned countersigned;

	@BeforeEach
	void prepare() {
		this.countersigned = new Countersigned(this.database, this.runtime);
	}

	@Test
	void itsExamplesFollowIt() {
		assertFollows("Orders", example("order"));
		assertFollows("Orders", example("cancellation"));
		assertFollows("Receipts", example("received"));
		assertFollows("Receipts", example("refused"));
		assertFollows("OrderState", example("accepted"));
		assertFollows("Event", example("acceptedEvent"));
		assertFollows("Events", example("rejectedEvent"));
	}

	@Test
	void itRefusesWhatIsWrong() {
		ObjectNode order = (ObjectNode) example("order").at("/orders/0").deepCopy();
		assertThat(problems("Order", order.deepCopy().put("surprise", 1))).isNotEmpty();
		assertThat(problems("Order", order.deepCopy().without("countersignature"))).isNotEmpty();
		assertThat(problems("Order", order.deepCopy().put("totalValue", "1e5"))).isNotEmpty();
		ObjectNode event = (ObjectNode) example("acceptedEvent").deepCopy();
		assertThat(problems("Event", event.deepCopy().put("type", "rejected"))).as("without a reason").isNotEmpty();
		assertThat(problems("Event", event.deepCopy().put("type", "invoiced"))).as("without a number").isNotEmpty();
	}

	@Test
	void ourOrdersFollowIt() throws IOException {
		this.roc.control("{\"frozen\": true}");
		String reference = this.countersigned.submitted();
		this.roc.dispatch();
		this.transaction.executeWithoutResult((status) -> {
			this.database.jdbc()
				.update("update countersign.agreement set status = 'WITHDRAWN', closed_at = now(), version = version + 1 where reference = ?",
						reference);
			this.runtime.createMessageCorrelation("agreement.withdrawn")
				.processInstanceBusinessKey(reference)
				.correlate();
		});
		List<String> payloads = this.database.jdbc()
			.queryForList("select payload from countersign.roc_outbox order by id", String.class);
		assertThat(payloads).hasSize(2);
		for (String payload : payloads) {
			assertFollows("Order", this.json.readTree(payload));
		}
	}

	@Test
	void theSimulatorFollowsIt() throws IOException {
		String first = this.countersigned.submitted("PO-1-R07");
		String second = this.countersigned.submitted("PO-1-HOLD");
		this.roc.settle();
		this.roc.ledger("event", first).forEach((event) -> assertFollows("Event", event));
		this.roc.ledger("event", second).forEach((event) -> assertFollows("Event", event));
		assertThat(this.roc.ledger("event", second)).extracting((event) -> event.path("type").asText())
			.containsExactly("acknowledged", "held", "released", "accepted", "processed", "invoiced");

		String key = this.roc.ledger("order", first).get(0).path("idempotencyKey").asText();
		assertFollows("OrderState", this.roc.call("GET", "/orders/" + key, null));
		assertFollows("Problem", this.roc.call("GET", "/orders/" + "0".repeat(64), null));
		assertFollows("Statement",
				this.roc.call("GET", "/statement?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z", null));
		assertFollows("Problem", this.roc.call("GET", "/statement", null));
		assertFollows("Problem", this.roc.call("POST", "/orders", "[]"));

		String orders = "{\"orders\":[" + this.roc.ledger("order", second).get(0) + "]}";
		JsonNode duplicate = this.roc.call("POST", "/orders", orders);
		assertFollows("Receipts", duplicate);
		assertThat(duplicate.at("/receipts/0/status").asText()).isEqualTo("DUPLICATE");
		JsonNode refused = this.roc.call("POST", "/orders", orders.replace("northwind", "tailspin"));
		assertFollows("Receipts", refused);
		assertThat(refused.at("/receipts/0/problem/code").asText()).isEqualTo("key-reused");
	}

	private void assertFollows(String schema, JsonNode document) {
		assertThat(problems(schema, document)).as("%s %s", schema, document).isEmpty();
	}

	private Set<ValidationMessage> problems(String schema, JsonNode document) {
		ObjectNode root = this.json.createObjectNode().put("$ref", "#/components/schemas/" + schema);
		root.set("components", this.contract.path("components").deepCopy());
		JsonSchema compiled = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
		return compiled.validate(document, (context) -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
	}

	private JsonNode example(String name) {
		JsonNode example = this.contract.at("/components/examples/" + name + "/value");
		assertThat(example.isMissingNode()).as(name).isFalse();
		return example;
	}

	private static JsonNode contract() {
		try {
			return new ObjectMapper(new YAMLFactory()).readTree(Path.of("docs", "roc-openapi.yaml").toFile());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
