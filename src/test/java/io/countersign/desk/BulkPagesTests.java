package io.countersign.desk;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.countersign.CountersignTest;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Equal small requests decided together, on packages that were really sent in. */
@CountersignTest
class BulkPagesTests {

	private static final String PAGE = "/desk/special-terms/together";

	private static final Pattern CHOICE = Pattern.compile("name=\"choice\"[^>]*value=\"([^\"]+)\"");

	@Autowired
	private ApplicationContext application;

	@Autowired
	private JdbcTemplate jdbc;

	@LocalServerPort
	private int port;

	private ProcessWalk walk;

	private DeskVisit lea;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
		this.jdbc
			.update("""
					insert into countersign.clause (code, version, title, term_class, kind, own_wording_class, trust, source,
						valid_from, entered_by, entered_at)
					values ('M9901', 1, 'A small term', 'T1', 'AMENDMENT', 'T1', 'Default', 'test', '2020-01-01', 'paula', now())
					on conflict do nothing""");
		this.lea = DeskVisit.of("lea", this.port);
	}

	@Test
	void equalRequestsAreDecidedTogetherAndEachSaysWhatBecameOfIt() {
		String one = request("ONE", "60000.00", "The same words.");
		String two = request("TWO", "70000.00", "The same  words.");
		String three = request("THREE", "80000.00", "The same words.");
		HttpResponse<String> page = this.lea.get(PAGE);
		assertThat(page.body()).contains("3 requests for the same", one, two, three, "The same words.");
		List<String> choices = choices(page);
		choices.set(2, choices.get(2).substring(0, choices.get(2).indexOf(':') + 1) + "f".repeat(64));
		HttpResponse<String> answer = decide(page, choices, "approve", "Usual.");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("It was changed since you looked at it");
		assertThat(this.jdbc.queryForList("select decided_by from countersign.approval", String.class))
			.containsExactly("lea", "lea");
		assertThat(this.jdbc.queryForObject(
				"select count(*) from countersign.audit_event where type = 'SpecialTermsStepApproved'", Long.class))
			.isEqualTo(2);
		assertThat(this.lea.get(PAGE).body()).as("One alone is decided in its own task")
			.contains("Nothing waits for you");
	}

	@Test
	void otherWordsAndLargerValuesStandApart() {
		request("ONE", "60000.00", "The same words.");
		request("OTHER", "60000.00", "Other words.");
		request("LARGE", "100000.01", "The same words.");
		assertThat(this.lea.get(PAGE).body()).contains("Nothing waits for you that can be decided together");
		request("LIMIT", "100000.00", "The same words.");
		assertThat(this.lea.get(PAGE).body()).contains("2 requests for the same");
	}

	@Test
	void aLargerOneIsRefusedEvenWhereItsTaskIsNamed() {
		String large = request("LARGE", "100000.01", "The same words.");
		String task = this.jdbc.queryForObject(
				"select task_id from countersign.work_item where reference = ? and 'clm-lead-DE' = any (groups)",
				String.class, large);
		String hash = this.jdbc.queryForObject(
				"select content_hash from countersign.special_terms_request where reference = ?", String.class, large);
		request("ONE", "60000.00", "The same words.");
		request("TWO", "60000.00", "The same words.");
		HttpResponse<String> page = this.lea.get(PAGE);
		assertThat(decide(page, List.of(task + ":" + hash), "approve", "Usual.").body())
			.contains("beyond what may be decided together");
		assertThat(decide(page, choices(page), "approveWithConditions", "Usual.").body())
			.contains("For conditions decide one by one");
		assertThat(decide(page, List.of(), "approve", "Usual.").statusCode()).isEqualTo(422);
		assertThat(this.jdbc.queryForObject("select count(*) from countersign.approval", Long.class)).isZero();
	}

	@Test
	void whoMayNotDecideIsNotAskedAndCannot() {
		request("ONE", "60000.00", "The same words.");
		request("TWO", "60000.00", "The same words.");
		HttpResponse<String> page = this.lea.get(PAGE);
		DeskVisit carl = DeskVisit.of("carl", this.port);
		HttpResponse<String> his = carl.get("/desk/mails");
		assertThat(carl.get(PAGE).body()).contains("Nothing waits for you");
		assertThat(carl.post(PAGE, his.body(), form(choices(page), "approve", "Mine.")).body())
			.contains("There is no such task");
		HttpResponse<String> none = decide(page, List.of("no\0task:hash"), "approve", "Mine.");
		assertThat(none.statusCode()).isEqualTo(200);
		assertThat(none.body()).contains("There is no such task");
		assertThat(this.jdbc.queryForObject("select count(*) from countersign.approval", Long.class)).isZero();
	}

	/** A package that asks for the term, triaged: its number in special terms. */
	private String request(String id, String value, String words) {
		String agreement = this.walk.submit(Packages.clean()
			.id(id)
			.purchaseOrder("PO-" + id)
			.customer("Contoso GmbH", "DE")
			.value(value, "EUR")
			.amendment("M9901", false, words));
		String terms = this.walk.terms(agreement);
		this.walk.triage(terms, "carl", "accept");
		return terms;
	}

	private static List<String> choices(HttpResponse<String> page) {
		return CHOICE.matcher(page.body())
			.results()
			.map((MatchResult found) -> found.group(1))
			.collect(Collectors.toList());
	}

	private HttpResponse<String> decide(HttpResponse<String> page, List<String> choices, String decision,
			String reason) {
		return this.lea.post(PAGE, page.body(), form(choices, decision, reason));
	}

	private static String form(List<String> choices, String decision, String reason) {
		return choices.stream()
			.map((choice) -> "choice=" + URLEncoder.encode(choice, StandardCharsets.UTF_8) + "&")
			.collect(Collectors.joining()) + "decision=" + decision + "&reason=" + reason;
	}

}
