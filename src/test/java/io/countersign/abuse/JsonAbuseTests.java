package io.countersign.abuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Facts made to break the reader, against the running application. */
@CountersignTest
class JsonAbuseTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	private Api northwind;

	@BeforeEach
	void signIn() {
		this.northwind = new Api(this.port, "northwind");
	}

	@Test
	void isALargeCorpusOfDifferentCases() {
		assertThat(JsonCases.all()).hasSizeGreaterThan(400).extracting(Case::name).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/agreements", "/api/v1/agreements/preflight" })
	void everyCaseIsRefusedAndLeavesNothingBehind(String path) {
		Endurance endurance = new Endurance(this.database);
		for (Case each : JsonCases.all()) {
			assertThat(Endurance.refused(each.name(),
					() -> this.northwind.multipart(path, "abuse", List.of(Part.facts(each.bytes())))))
				.as(each.name())
				.isEqualTo("package-invalid");
		}
		endurance.leavesNothingBehind();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/agreements", "/api/v1/agreements/preflight" })
	void moreBytesThanAreTakenAreRefused(String path) {
		Endurance endurance = new Endurance(this.database);
		byte[] tooLarge = new byte[(25 << 20) + 1];
		java.util.Arrays.fill(tooLarge, (byte) ' ');
		assertThat(Endurance.refused("25 MiB and a byte",
				() -> this.northwind.multipart(path, "abuse", List.of(Part.facts(tooLarge)))))
			.isEqualTo("request-too-large");
		endurance.leavesNothingBehind();
	}

	@Test
	void reasonsOfAWithdrawalAreReadAsStrictly() {
		String reference = this.northwind.submit("k", Api.sample("clean-needs-signature")).text("reference");
		Endurance endurance = new Endurance(this.database);
		List<String> bodies = new ArrayList<>(List.of("", "null", "[]", "{", "{\"reason\":1}", "{\"reason\":null}",
				"{\"reason\":\"\\u0000\"}", "{\"reason\":\"\\ud800\"}", "{\"reason\":\"" + "x".repeat(2001) + "\"}",
				"{\"reason\":\" \"}", "{\"reason\":{\"a\":1}}", "{\"why\":\"x\"}", "[".repeat(100_000),
				"{\"reason\":" + "9".repeat(5000) + "}", "\uFEFF{\"reason\":\"\"}"));
		for (String body : bodies) {
			Endurance.refused("withdrawal for '%.20s'".formatted(body),
					() -> send("/api/v1/agreements/" + reference + "/withdrawal", "application/json",
							body.getBytes(StandardCharsets.UTF_8)));
		}
		endurance.leavesNothingBehind();
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("READY_TO_SIGN");
	}

	private Answer send(String path, String contentType, byte[] body) {
		return this.northwind.send(this.northwind.request(path)
			.header("Content-Type", contentType)
			.POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)));
	}

}
