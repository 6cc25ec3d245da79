package io.countersign.agreement;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The API of agreements over HTTP: what is answered, what is refused, and that a refusal
 * changes nothing.
 */
@CountersignTest
class AgreementApiTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	@Autowired
	private ConfigurableApplicationContext application;

	@Autowired
	private PlatformTransactionManager transactions;

	private Api northwind;

	@BeforeEach
	void signIn() {
		this.northwind = new Api(this.port, "northwind");
	}

	@Test
	void answersWithReferenceStatusAndFindingsAtOnce() {
		Answer answer = this.northwind.submit("k1", Api.sample("warnings"));
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.text("reference")).matches("EA-20\\d\\d-\\d{6,}");
		assertThat(answer.raw().headers().firstValue("Location"))
			.hasValue("/api/v1/agreements/" + answer.text("reference"));
		assertThat(answer.text("status")).isEqualTo("IN_REVIEW");
		assertThat(answer.body().path("findings")).extracting((finding) -> finding.path("code").asText())
			.contains("DAT-01", "SIG-05");
	}

	@ParameterizedTest
	@CsvSource({ "clean-straight-through,SUBMITTED_TO_ROC", "clean-needs-signature,READY_TO_SIGN", "blockers,RETURNED",
			"special-terms,AWAITING_TERMS", "government,IN_REVIEW", "unreadable-scan,IN_REVIEW",
			"wet-ink,SUBMITTED_TO_ROC", "two-signers,READY_TO_SIGN", "server-and-cloud,READY_TO_SIGN",
			"early-commitment,AWAITING_TERMS" })
	void samplesTakeTheWayTheirStoryTells(String sample, String status) {
		Answer answer = this.northwind.submit(sample, Api.sample(sample));
		assertThat(answer.text("status")).as(answer.body().toPrettyString()).isEqualTo(status);
	}

	@Test
	void repeatsItsAnswerForTheSameKeyAndBody() {
		Answer first = this.northwind.submit("k1", Api.sample("warnings"));
		Answer second = this.northwind.submit("k1", Api.sample("warnings"));
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.raw().headers().firstValue("Idempotent-Replay")).hasValue("true");
		assertThat(this.database.count("countersign.agreement")).isOne();
	}

	@Test
	void refusesAKeyThatWasUsedForAnotherBody() {
		this.northwind.submit("k1", Api.sample("warnings"));
		Answer refused = this.northwind.submit("k1", Api.sample("government"));
		problem(refused, 422, "idempotency-key-reused");
		assertThat(this.database.count("countersign.agreement")).isOne();
	}

	@Test
	void anotherResellersKeyIsItsOwn() {
		Answer first = this.northwind.submit("k1", Api.sample("warnings"));
		Answer second = this.northwind.as("tailspin").submit("k1", Api.sample("french-review"));
		assertThat(second.status()).isEqualTo(201);
		assertThat(second.text("reference")).isNotEqualTo(first.text("reference"));
	}

	@Test
	void sixteenAtOnceWithOneKeyMakeOneAgreement() throws Exception {
		List<Part> parts = Api.sample("warnings");
		ExecutorService callers = Executors.newFixedThreadPool(16);
		try {
			Callable<Answer> call = () -> this.northwind.submit("same", parts);
			List<String> references = new ArrayList<>();
			for (var answer : callers.invokeAll(IntStream.range(0, 16).mapToObj((i) -> call).toList())) {
				assertThat(answer.get().status()).isEqualTo(201);
				references.add(answer.get().text("reference"));
			}
			assertThat(references).containsOnly(references.get(0));
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.database.count("countersign.agreement")).isOne();
	}

	@Test
	void asksForAKey() {
		problem(this.northwind.submit(null, Api.sample("warnings")), 400, "idempotency-key-missing");
		problem(this.northwind.submit("x".repeat(101), Api.sample("warnings")), 400, "idempotency-key-missing");
		nothingHappened();
	}

	@Test
	void asksForThePackage() {
		problem(this.northwind.submit("k", List.of(Part.document("a.pdf", new byte[] { 1 }))), 400, "part-missing");
		problem(this.northwind.send(this.northwind.request("/api/v1/agreements")
			.header("Idempotency-Key", "k")
			.header("Content-Type", "application/json")
			.POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))), 415, "unsupported-media-type");
		nothingHappened();
	}

	@Test
	void tellsEveryProblemOfTheFactsWithItsPath() {
		Answer refused = this.northwind.submit("k",
				List.of(Part.facts(Packages.clean().with("/surprise", 1).with("/totalValue/currency", "EUX").json())));
		problem(refused, 400, "package-invalid");
		assertThat(refused.body().path("errors")).extracting((error) -> error.path("path").asText())
			.contains("/surprise", "/totalValue/currency");
		nothingHappened();
	}

	@Test
	void comparesTheFilesWithTheirList() {
		List<Part> parts = new ArrayList<>(Api.sample("warnings"));
		Part last = parts.remove(parts.size() - 1);
		parts.add(Part.document("other.pdf", last.bytes()));
		Answer refused = this.northwind.submit("k", parts);
		problem(refused, 422, "document-missing");
		assertThat(refused.body().path("errors")).extracting((error) -> error.path("code").asText())
			.containsExactlyInAnyOrder("document-missing", "document-not-listed");
		nothingHappened();
	}

	@Test
	void refusesPdfsThatAreNone() {
		documentRefused(new byte[0], 422, "document-empty");
		documentRefused("hello".getBytes(), 415, "document-not-pdf");
		documentRefused("%PDF-1.7 and then nothing".getBytes(), 422, "document-unreadable");
	}

	@Test
	void refusesARequestBeyondTheLimit() {
		byte[] large = new byte[25 * 1024 * 1024 + 1];
		Answer refused = this.northwind.submit("k",
				List.of(Part.facts(Packages.clean().json()), Part.document("a.pdf", large)));
		problem(refused, 413, "request-too-large");
		nothingHappened();
	}

	@Test
	void refusesACountryThatNoDeskServes() {
		Answer refused = this.northwind.submit("k",
				List.of(Part.facts(Packages.clean().with("/customer/country", "JP").json())));
		problem(refused, 422, "country-not-served");
		nothingHappened();
	}

	@Test
	void unknownAndForeignAgreementsLookTheSame() {
		String foreign = this.northwind.submit("k", Api.sample("warnings")).text("reference");
		Api tailspin = this.northwind.as("tailspin");
		for (String reference : List.of(foreign, "EA-2027-999999", "nonsense")) {
			problem(tailspin.read(reference), 404, "agreement-unknown");
			problem(tailspin.withdraw(reference, "why not"), 404, "agreement-unknown");
			problem(tailspin.correct(reference, "k-" + reference, Api.sample("warnings")), 404, "agreement-unknown");
			problem(tailspin.get("/api/v1/agreements/" + reference + "/documents/" + "0".repeat(64)), 404,
					"agreement-unknown");
		}
		assertThat(tailspin.get("/api/v1/agreements").body().path("total").asInt()).isZero();
		assertThat(this.northwind.as("chloe").read(foreign).status()).isEqualTo(404);
		assertThat(this.northwind.as("clara").read(foreign).status()).isEqualTo(200);
	}

	@Test
	void nobodyGetsNothing() {
		assertThat(this.northwind.as(null).get("/api/v1/agreements").status()).isEqualTo(401);
		problem(this.northwind.as("clara").submit("k", Api.sample("warnings")), 403, "resellers-only");
	}

	@Test
	void aCorrectedPackageKeepsItsLineage() {
		String reference = this.northwind.submit("k1", Api.sample("blockers")).text("reference");
		Answer corrected = this.northwind.correct(reference, "k2", Api.sample("blockers-cured"));
		assertThat(corrected.status()).as(corrected.body().toPrettyString()).isEqualTo(201);
		assertThat(corrected.text("status")).isEqualTo("READY_TO_SIGN");
		assertThat(corrected.body().path("submission").asInt()).isEqualTo(2);
		JsonNode read = this.northwind.read(reference).body();
		assertThat(read.path("submissions")).hasSize(2);
		assertThat(read.at("/submissions/0/findings")).hasSizeGreaterThanOrEqualTo(5);
		assertThat(read.path("findings")).isEmpty();
	}

	@Test
	void eightCorrectionsAtOnceWithOneKeyGetOneAnswer() throws Exception {
		String reference = this.northwind.submit("k1", Api.sample("blockers")).text("reference");
		List<Part> parts = Api.sample("blockers-cured");
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			Callable<Answer> call = () -> this.northwind.correct(reference, "same", parts);
			List<JsonNode> answers = new ArrayList<>();
			for (var answer : callers.invokeAll(Collections.nCopies(8, call))) {
				assertThat(answer.get().status()).as(answer.get().body().toPrettyString()).isEqualTo(201);
				answers.add(answer.get().body());
			}
			assertThat(answers).containsOnly(answers.get(0));
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.northwind.read(reference).body().path("submissions")).hasSize(2);
	}

	@Test
	void aCorrectionThatLostARaceIsRepeated() {
		String reference = this.northwind.submit("k1", Api.sample("blockers")).text("reference");
		List<AgreementEvent> events = new ArrayList<>();
		ApplicationListener<PayloadApplicationEvent<AgreementEvent>> timer = ApplicationListener.forPayload((event) -> {
			// While the process goes on, somebody else changes it, once.
			if (event.happened() == AgreementEvent.Happened.VALIDATED && events.isEmpty()) {
				events.add(event);
				elsewhere("update public.act_ru_execution set rev_ = rev_ + 1 where business_key_ = ?", reference);
			}
		});
		Answer corrected = listening(timer,
				() -> this.northwind.correct(reference, "k2", Api.sample("blockers-cured")));
		assertThat(events).hasSize(1);
		assertThat(corrected.status()).as(corrected.body().toPrettyString()).isEqualTo(201);
		assertThat(corrected.text("status")).isEqualTo("READY_TO_SIGN");
		assertThat(this.northwind.read(reference).body().path("timeline"))
			.extracting((entry) -> entry.path("type").asText())
			.containsOnlyOnce("AgreementCorrected");
	}

	@Test
	void aWithdrawalThatLostARaceIsRepeated() {
		String reference = this.northwind.submit("k1", Api.sample("clean-needs-signature")).text("reference");
		AtomicInteger attempts = new AtomicInteger();
		ApplicationListener<PayloadApplicationEvent<AgreementEvent>> deadlock = ApplicationListener
			.forPayload((event) -> {
				if (event.happened() == AgreementEvent.Happened.WITHDRAWN && attempts.incrementAndGet() == 1) {
					throw new CannotAcquireLockException("The database ended a deadlock at this transaction's expense");
				}
			});
		assertThat(listening(deadlock, () -> this.northwind.withdraw(reference, "Budget")).status()).isEqualTo(204);
		assertThat(attempts).hasValue(2);
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("WITHDRAWN");
	}

	@Test
	void aPackageIsCorrectedOnlyWhileItIsReturned() {
		String reference = this.northwind.submit("k1", Api.sample("warnings")).text("reference");
		problem(this.northwind.correct(reference, "k2", Api.sample("warnings")), 409, "not-returned");
	}

	@Test
	void withdrawsWithAReasonOnce() {
		String reference = this.northwind.submit("k1", Api.sample("clean-needs-signature")).text("reference");
		problem(this.northwind.withdraw(reference, " "), 422, "reason-missing");
		assertThat(this.northwind.withdraw(reference, "Budget").status()).isEqualTo(204);
		JsonNode read = this.northwind.read(reference).body();
		assertThat(read.path("status").asText()).isEqualTo("WITHDRAWN");
		assertThat(read.path("timeline").get(read.path("timeline").size() - 1).path("summary").asText())
			.isEqualTo("Withdrawn: Budget");
		assertThat(this.database.count("countersign.work_item")).isZero();
		assertThat(this.database.count("public.act_ru_execution")).isZero();
		problem(this.northwind.withdraw(reference, "Again"), 409, "too-late-to-withdraw");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aRequestThatBreaksOffIsNoFailureOfOurs(CapturedOutput log) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.getOutputStream()
				.write(("POST /api/v1/agreements HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
						+ "Authorization: Basic bm9ydGh3aW5kOm5vcnRod2luZA==\r\nIdempotency-Key: k\r\n"
						+ "Content-Type: multipart/form-data; boundary=z\r\nContent-Length: 1000\r\n\r\n--z\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 400");
		}
		assertThat(log.getAll()).doesNotContain("Request POST /api/v1/agreements failed");
		nothingHappened();
	}

	@Test
	void aWithdrawalThatIsCutOffIsUnreadable() {
		String reference = this.northwind.submit("k1", Api.sample("clean-needs-signature")).text("reference");
		for (String body : List.of("{\"reason\":\"a\",\"reason\":\"b\"", "{\"reason\":\"a\"", "null", "[]")) {
			problem(this.northwind.send(this.northwind.request("/api/v1/agreements/" + reference + "/withdrawal")
				.header("Content-Type", "application/json")
				.POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))), 400, "json-unreadable");
		}
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("READY_TO_SIGN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "a\u0007b", "a\u202Eb" })
	void refusesAReasonThatCannotBeKept(String reason) {
		String reference = this.northwind.submit("k1", Api.sample("clean-needs-signature")).text("reference");
		problem(this.northwind.withdraw(reference, reason), 422, "reason-unusable");
		assertThat(this.northwind.read(reference).text("status")).isEqualTo("READY_TO_SIGN");
	}

	@Test
	void refusesTextTheDatabaseCannotLookFor() {
		for (String user : List.of("northwind", "clara", "audra")) {
			problem(this.northwind.as(user).get("/api/v1/agreements?q=a%00b"), 400, "address-ambiguous");
			problem(this.northwind.as(user).get("/api/v1/agreements?reseller=%00"), 400, "address-ambiguous");
		}
		problem(this.northwind.as("north\u0000wind").get("/api/v1/agreements"), 401, "login-required");
	}

	@Test
	void readsAnAddressOfThousandsOfLabels() {
		problem(this.northwind.submit("k",
				List.of(Part.facts(Packages.clean().with("/signers/0/email", "a@" + "b.".repeat(5000) + "c").json()))),
				400, "package-invalid");
	}

	@Test
	void refusesPartsThatWouldBeLeftOut() {
		List<Part> parts = new ArrayList<>(Api.sample("warnings"));
		Part unnamed = new Part("documents", null, "application/pdf", parts.get(1).bytes());
		refusedWith(parts, unnamed, "document-without-name");
		refusedWith(parts, Part.facts("{}".getBytes()), "part-twice");
		refusedWith(parts, new Part("package", null, null, "{}".getBytes()), "part-twice");
		refusedWith(parts, new Part("documents2", null, null, "x".getBytes()), "part-unknown");
		nothingHappened();
	}

	@Test
	void countsPartsAndReadsLongNames() {
		List<Part> parts = new ArrayList<>();
		parts.add(Part.facts(Packages.clean().json()));
		for (int i = 0; i < 80; i++) {
			parts.add(Part.document("d" + i + ".pdf", new byte[] { 1 }));
		}
		problem(this.northwind.submit("k", parts), 413, "too-many-parts");
		problem(this.northwind.submit("k", parts.subList(0, 52)), 422, "document-missing");
		problem(this.northwind.submit("k",
				List.of(parts.get(0), Part.document("x".repeat(10_000) + ".pdf", new byte[] { 1 }))), 413,
				"part-header-too-long");
		problem(this.northwind.submit("k",
				List.of(parts.get(0), Part.document("\u6F22".repeat(146) + ".pdf", new byte[] { 1 }))), 422,
				"document-missing");
		nothingHappened();
	}

	private void refusedWith(List<Part> parts, Part another, String code) {
		List<Part> all = new ArrayList<>(parts);
		all.add(another);
		problem(this.northwind.submit("k", all), 400, code);
	}

	@Test
	void eightAtOnceWithOneKeyMakeOneCorrection() throws Exception {
		String reference = this.northwind.submit("k1", Api.sample("blockers")).text("reference");
		List<Part> parts = Api.sample("blockers-cured");
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			Callable<Answer> call = () -> this.northwind.correct(reference, "same", parts);
			for (var answer : callers.invokeAll(IntStream.range(0, 8).mapToObj((i) -> call).toList())) {
				assertThat(answer.get().status()).as(answer.get().body().toString()).isEqualTo(201);
				assertThat(answer.get().body().path("submission").asInt()).isEqualTo(2);
			}
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.northwind.read(reference).body().path("submissions")).hasSize(2);
	}

	@Test
	void documentsComeBackByteForByte() {
		List<Part> parts = Api.sample("clean-straight-through");
		String reference = this.northwind.submit("k1", parts).text("reference");
		JsonNode documents = this.northwind.read(reference).body().path("documents");
		assertThat(documents).hasSize(parts.size());
		for (JsonNode document : documents) {
			Answer file = this.northwind
				.get("/api/v1/agreements/" + reference + "/documents/" + document.path("sha256").asText());
			assertThat(file.status()).isEqualTo(200);
			assertThat(io.countersign.kernel.Sha256.of(file.bytes())).isEqualTo(document.path("sha256").asText());
			assertThat(file.raw().headers().firstValue("Content-Disposition").orElseThrow()).startsWith("attachment");
		}
		assertThat(documents).extracting((document) -> document.path("role").asText()).contains("COUNTERSIGNED");
	}

	@Test
	void listsWithFiltersAndPages() {
		this.northwind.submit("a", Api.sample("warnings"));
		this.northwind.submit("b", Api.sample("government"));
		this.northwind.submit("c", Api.sample("blockers"));
		assertThat(this.northwind.get("/api/v1/agreements?status=IN_REVIEW").body().path("total").asInt()).isEqualTo(2);
		assertThat(this.northwind.get("/api/v1/agreements?stage=RESELLER").body().path("total").asInt()).isOne();
		assertThat(this.northwind.get("/api/v1/agreements?q=nordhafen").body().path("total").asInt()).isOne();
		assertThat(this.northwind.get("/api/v1/agreements?q=%25").body().path("total").asInt()).isZero();
		JsonNode page = this.northwind.get("/api/v1/agreements?size=2&page=1&sort=reference").body();
		assertThat(page.path("items")).hasSize(1);
		assertThat(page.path("total").asInt()).isEqualTo(3);
		problem(this.northwind.get("/api/v1/agreements?size=0"), 400, "page-invalid");
		problem(this.northwind.get("/api/v1/agreements?size=x"), 400, "bad-request");
		problem(this.northwind.get("/api/v1/agreements?status=HAPPY"), 400, "status-unknown");
		problem(this.northwind.get("/api/v1/agreements?sort=password"), 400, "sort-unknown");
	}

	@Test
	void everyStateChangeHasOneEvent() {
		String reference = this.northwind.submit("k1", Api.sample("clean-straight-through")).text("reference");
		assertThat(this.northwind.read(reference).body().path("timeline"))
			.extracting((entry) -> entry.path("type").asText())
			.containsExactly("AgreementReceived", "AgreementValidated", "AgreementCountersigned",
					"AgreementSubmittedToRoc");
	}

	private Answer listening(ApplicationListener<?> listener, Supplier<Answer> call) {
		this.application.addApplicationListener(listener);
		try {
			return call.get();
		}
		finally {
			this.application.removeApplicationListener(listener);
		}
	}

	/** Changes something in another transaction than the present one. */
	private void elsewhere(String sql, String reference) {
		TransactionTemplate another = new TransactionTemplate(this.transactions);
		another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		another.executeWithoutResult((status) -> assertThat(this.database.jdbc().update(sql, reference)).isOne());
	}

	private void documentRefused(byte[] bytes, int status, String code) {
		List<Part> parts = new ArrayList<>(Api.sample("warnings"));
		Part replaced = parts.remove(parts.size() - 1);
		parts.add(Part.document(replaced.fileName(), bytes));
		Answer refused = this.northwind.submit("k", parts);
		problem(refused, status, code);
		assertThat(refused.text("detail")).contains(replaced.fileName());
		nothingHappened();
	}

	private void problem(Answer answer, int status, String code) {
		assertThat(answer.text("code")).as("%s %s", answer.status(), answer.body()).isEqualTo(code);
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.raw().headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
		assertThat(answer.text("detail")).isNotBlank();
		assertThat(answer.text("type")).endsWith(code);
	}

	private void nothingHappened() {
		assertThat(this.database.count("countersign.agreement")).isZero();
		assertThat(this.database.count("countersign.audit_event")).isZero();
		assertThat(this.database.count("public.act_hi_procinst")).isZero();
	}

}
