package io.countersign.desk;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.Api;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.SimulatedRoc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The ledger of the ROC on the desk: who sees it, who does what. */
@CountersignTest
class RocPagesTests {

	private static final String PAGE = "/desk/roc";

	@Autowired
	private Database database;

	@Autowired
	private SimulatedRoc roc;

	@LocalServerPort
	private int port;

	private String handedOver() throws Exception {
		return new Api(this.port, "northwind").submit("ledger", Api.sampleAs("clean-straight-through", "ledger"))
			.text("reference");
	}

	private String key() {
		return this.database.jdbc().queryForObject("select idempotency_key from countersign.roc_outbox", String.class);
	}

	private HttpResponse<String> post(String person, String path, Map<String, String> fields) {
		List<Part> parts = new ArrayList<>();
		fields.forEach((name, value) -> parts.add(Part.field(name, value)));
		return DeskVisit.of(person, this.port).post(PAGE, PAGE + path, parts);
	}

	private List<String> events(String reference) {
		return this.database.jdbc()
			.queryForList(
					"select type from countersign.audit_event where reference = ? and actor = 'lea' order by sequence",
					String.class, reference);
	}

	@Test
	void aHandoffIsShownWithItsStepsAndCenter() throws Exception {
		String reference = handedOver();
		assertThat(DeskVisit.of("lea", this.port).get(PAGE).body()).contains(reference, "Dublin", "To be sent");
		this.roc.settle();
		String page = DeskVisit.of("lea", this.port).get(PAGE).body();
		assertThat(page).contains(reference, "Invoiced", "1 handoff").doesNotContainPattern("<[^>]+ (style|on[a-z]+)=");
		assertThat(DeskVisit.of("lea", this.port).get(PAGE + "?center=RNO").body()).doesNotContain(reference);
		assertThat(DeskVisit.of("lea", this.port).get(PAGE + "?step=INVOICED&center=DUB&q=" + reference).body())
			.contains(reference);
		assertThat(DeskVisit.of("lea", this.port).get(PAGE + "?period=2020-01").body()).doesNotContain(reference);
	}

	@ParameterizedTest
	@ValueSource(strings = { "?step=NONE", "?period=soon", "?page=x", "?late=perhaps" })
	void aFilterThatMeansNothingIsRefused(String query) {
		assertThat(DeskVisit.of("lea", this.port).get(PAGE + query).statusCode()).isEqualTo(400);
	}

	@Test
	void whoIsNoLiaisonLeadOrAuditorFindsNoLedger() throws Exception {
		String reference = handedOver();
		assertThat(DeskVisit.of("clara", this.port).get(PAGE).statusCode()).isEqualTo(404);
		HttpResponse<String> audited = DeskVisit.of("audra", this.port).get(PAGE);
		assertThat(audited.body()).contains(reference).doesNotContain("Ask the ROC now", "Compare the books now");
		assertThat(post("audra", "/reconciliation", Map.of()).statusCode()).isEqualTo(403);
		assertThat(post("audra", "/handoffs/" + key() + "/repetition", Map.of()).statusCode()).isEqualTo(403);
	}

	@Test
	void theRocIsAskedAndAHandoffIsSentAgainUnderItsKey() throws Exception {
		String reference = handedOver();
		this.roc.control("{\"frozen\": true}");
		this.roc.dispatch();

		assertThat(post("lea", "/handoffs/" + key() + "/question", Map.of()).statusCode()).isEqualTo(302);
		assertThat(post("lea", "/handoffs/" + key() + "/repetition", Map.of()).statusCode()).isEqualTo(302);
		assertThat(post("lea", "/handoffs/unknown/repetition", Map.of()).statusCode()).isEqualTo(404);

		this.roc.behave();
		this.roc.settle();
		assertThat(events(reference)).containsExactly("RocAsked", "RocHandoffSentAgain");
		assertThat(this.roc.ledger("order", reference)).hasSize(1);
		assertThat(post("lea", "/handoffs/" + key() + "/repetition", Map.of()).statusCode()).isEqualTo(409);
	}

	@Test
	void aDifferenceIsSignedOffWithAReason() throws Exception {
		String reference = handedOver();
		this.roc.settle();
		this.database.force("update countersign.roc_outbox set case_number = 'ROC-OTHER', sent_at = sent_at");
		assertThat(post("lea", "/reconciliation", Map.of()).statusCode()).isEqualTo(302);
		long id = this.database.jdbc()
			.queryForObject("select id from countersign.roc_difference where reference = ? and what = 'CASE'",
					Long.class, reference);

		assertThat(post("lea", "/differences/" + id, Map.of()).statusCode()).isEqualTo(422);
		assertThat(post("lea", "/differences/" + id, Map.of("because", "Renumbered by the ROC")).statusCode())
			.isEqualTo(302);
		assertThat(post("lea", "/differences/" + id, Map.of("because", "Again")).statusCode()).isEqualTo(404);
		assertThat(events(reference)).containsExactly("RocDifferenceSignedOff");
	}

	@Test
	void aContradictingWordOfTheRocIsPutAside() throws Exception {
		String reference = handedOver();
		this.roc.settle();
		this.database.force(
				"update countersign.roc_inbox set state = 'PARKED', problem = 'Contradicts' where type = 'PROCESSED'");
		String event = this.database.jdbc()
			.queryForObject("select event_id from countersign.roc_inbox where state = 'PARKED'", String.class);
		assertThat(DeskVisit.of("lea", this.port).get(PAGE).body()).contains("Contradicting words", "Put aside");

		Map<String, String> fields = Map.of("sender", "roc", "event", event, "because", "Known to us");
		assertThat(post("lea", "/events", fields).statusCode()).isEqualTo(302);
		assertThat(DeskVisit.of("lea", this.port).get(PAGE).body()).doesNotContain("Contradicting words");
		assertThat(events(reference)).containsExactly("RocEventPutAside");
	}

}
