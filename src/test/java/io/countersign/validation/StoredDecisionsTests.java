package io.countersign.validation;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.CountersignTest;
import io.countersign.agreement.DecisionRecord;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What the decision tables answered is kept, can be read and gives the same again. */
@CountersignTest
class StoredDecisionsTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Decisions decisions;

	@Autowired
	private ObjectMapper json;

	@ParameterizedTest
	@ValueSource(strings = { "clean-straight-through", "blockers", "warnings", "government", "special-terms" })
	void giveTheSameOutputsWhenAskedAgain(String sample) throws Exception {
		List<DecisionRecord> stored = stored("clara", sample);
		assertThat(stored).extracting(DecisionRecord::key)
			.contains(Policies.ELIGIBILITY, Policies.REQUIRED_DOCUMENTS, Policies.PRICE_LEVEL, Policies.REVIEW_ROUTE);
		assertThat(stored).allSatisfy((record) -> {
			assertThat(record.inputs()).isNotEmpty();
			assertThat(record.on()).isNotNull();
			Decision again = this.decisions.evaluate(record.key(), asked(record));
			assertThat(again.version()).isEqualTo(record.version());
			assertThat(kept(again, record)).isEqualTo(record.outputs());
		});
	}

	@Test
	void aResellerLearnsTheAnswersAboutItsPackageAndNothingAboutTheHouse() throws Exception {
		List<DecisionRecord> stored = stored("northwind", "warnings");
		assertThat(stored).isNotEmpty()
			.extracting(DecisionRecord::key)
			.contains(Policies.ELIGIBILITY, Policies.PRICE_LEVEL)
			.doesNotContain(Policies.STANDING_AUTHORITY, Policies.REVIEW_ROUTE);
		assertThat(stored).allSatisfy((record) -> {
			assertThat(record.inputs()).isEmpty();
			assertThat(record.outputs()).isNotEmpty();
			assertThat(record.version()).isPositive();
		});
	}

	@Test
	void theDayThatMattersStandsBesideTheAnswer() throws Exception {
		Api northwind = new Api(this.port, "northwind");
		Answer submitted = northwind.submit("day", Api.sample("clean-straight-through"));
		JsonNode detail = new Api(this.port, "clara").get("/api/v1/agreements/" + submitted.text("reference")).body();
		JsonNode decisions = detail.path("submissions").path(0).path("decisions");
		assertThat(decisions).filteredOn((decision) -> decision.path("key").asText().equals(Policies.PRICE_LEVEL))
			.isNotEmpty()
			.allSatisfy((decision) -> assertThat(decision.path("on"))
				.isEqualTo(decision.path("inputs").path("effectiveDate")));
		assertThat(decisions).filteredOn((decision) -> decision.path("key").asText().equals(Policies.ELIGIBILITY))
			.isNotEmpty()
			.allSatisfy((decision) -> assertThat(decision.path("on").asText())
				.isEqualTo(submitted.text("receivedAt").substring(0, 10)));
	}

	private List<DecisionRecord> stored(String reader, String sample) throws Exception {
		Answer submitted = new Api(this.port, "northwind").submit(reader + sample, Api.sample(sample));
		JsonNode detail = new Api(this.port, reader).get("/api/v1/agreements/" + submitted.text("reference")).body();
		return List
			.of(this.json.treeToValue(detail.path("submissions").path(0).path("decisions"), DecisionRecord[].class));
	}

	/** Asks as the product asked: dates are dates again. */
	static Map<String, Object> asked(DecisionRecord record) {
		Map<String, Object> inputs = new HashMap<>(record.inputs());
		inputs.put(Policies.AS_OF, record.on().toString());
		inputs.replaceAll((name, value) -> (value instanceof String text && text.matches("\\d{4}-\\d\\d-\\d\\d"))
				? LocalDate.parse(text) : value);
		return inputs;
	}

	/** An answer as it would be kept and read again. */
	private List<Map<String, Object>> kept(Decision again, DecisionRecord record) throws Exception {
		return this.json
			.readValue(this.json.writeValueAsString(new DecisionRecord(again.key(), again.version(), record.on(),
					Map.of(), Decided.deciding(again.rows()), record.internal())), DecisionRecord.class)
			.outputs();
	}

}
