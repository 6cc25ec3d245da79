package io.countersign;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api.Answer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * From the package to the booking over HTTP, as a reseller sees it, with the simulated
 * ROC on the other side.
 */
@CountersignTest
class JourneyTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedRoc roc;

	@Test
	void aCleanPackageIsBookedWithoutAPerson() {
		Api northwind = new Api(this.port, "northwind");
		String reference = northwind.submit("journey", Api.sample("clean-straight-through")).text("reference");

		this.roc.settle();

		JsonNode agreement = northwind.read(reference).body();
		assertThat(agreement.path("status").asText()).isEqualTo("BOOKED");
		assertThat(agreement.path("waitsFor").isNull()).isTrue();
		assertThat(agreement.path("timeline")).extracting((entry) -> entry.path("type").asText())
			.containsExactly("AgreementReceived", "AgreementValidated", "AgreementCountersigned",
					"AgreementSubmittedToRoc", "RocProgressed", "RocProgressed", "RocProgressed", "RocProgressed",
					"AgreementBooked");
		JsonNode signed = null;
		for (JsonNode document : agreement.path("documents")) {
			if (document.path("role").asText().equals("COUNTERSIGNED")) {
				signed = document;
			}
		}
		Answer file = northwind.get("/api/v1/agreements/" + reference + "/documents/" + signed.path("sha256").asText());
		assertThat(new String(file.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1)).startsWith("%PDF-")
			.contains("/ETSI.CAdES.detached");
		assertThat(this.roc.ledger("order", reference)).hasSize(1);
	}

	@Test
	void aRenewalOfTheFrenchDeskIsBookedAndNobodyElseSeesIt() {
		Api tailspin = new Api(this.port, "tailspin");
		String reference = tailspin.submit("journey", Api.sample("renewal")).text("reference");

		this.roc.settle();

		assertThat(tailspin.read(reference).text("status")).isEqualTo("BOOKED");
		assertThat(tailspin.as("chloe").read(reference).status()).isEqualTo(200);
		assertThat(tailspin.as("clara").read(reference).status()).isEqualTo(404);
		assertThat(tailspin.as("northwind").read(reference).status()).isEqualTo(404);
	}

	@Test
	void theRocRejectsAndAPersonHasToSolveIt() {
		Api northwind = new Api(this.port, "northwind");
		String reference = northwind.submit("journey", Api.sample("roc-rejects")).text("reference");

		this.roc.settle();

		JsonNode agreement = northwind.read(reference).body();
		assertThat(agreement.path("status").asText()).isEqualTo("ROC_REJECTED");
		assertThat(agreement.path("waitsFor").asText()).isEqualTo("A solution of the ROC's rejection");
		assertThat(agreement.path("waitsUntil").asText()).isNotBlank();
	}

}
