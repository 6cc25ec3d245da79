package io.countersign.race;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Papers;
import io.countersign.identity.Browser;
import io.countersign.postgres.DurablePostgres;
import io.countersign.signature.ProofChecker;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Agreements that many people act on at once, on two nodes: they approve, refuse, sign,
 * send back, correct, withdraw, at the same moment. After each round the rows are judged
 * by programs that share nothing with the application.
 * <p>
 * Which acts meet is drawn from the round's own seed, so that a round can be repeated.
 */
final class RacedAgreements implements AutoCloseable {

	private static final int THREADS = 32;

	/**
	 * Acts follow from what the acts before them left, so each round has some of them.
	 */
	private static final int WAVES = 3;

	/** Often enough to meet the others, seldom enough to leave them something to do. */
	private static final int WITHDRAWN_ONCE_IN = 150;

	private static final ObjectMapper JSON = new ObjectMapper();

	/** Where an agreement stands when everybody begins to act on it. */
	enum Beginning {

		TO_BE_SIGNED, TO_BE_SIGNED_BY_TWO, TERMS_IN_TRIAGE, TERMS_IN_APPROVAL, TERMS_APPROVED

	}

	/** Somebody of every office, some of whom are one person under two accounts. */
	private static final List<String> SIGNATORIES = List.of("lea", "luise", "mona", "max", "magda", "clara");

	private static final Map<String, String> APPROVERS = Map.of("clm-lead", "luise", "manager-1", "mona", "manager-2",
			"magda", "business-desk", "bianca", "legal", "lars", "finance", "fiona", "cfo-delegate", "felix");

	/** Ends of an agreement after which nothing of it runs. */
	private static final Set<String> ENDS = Set.of("BOOKED", "WITHDRAWN", "DECLINED", "EXPIRED");

	private final DurablePostgres postgres;

	private final Nodes nodes;

	private final List<Node> both;

	private final JdbcTemplate jdbc;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final Map<String, Api> callers = new ConcurrentHashMap<>();

	private final Map<String, Browser> sessions = new ConcurrentHashMap<>();

	private final Map<String, Integer> answers = new TreeMap<>();

	RacedAgreements(Path folder) throws Exception {
		this.postgres = new DurablePostgres(folder.resolve("postgres"));
		this.nodes = new Nodes(folder, List.of("-Xmx700m", "-XX:+UseSerialGC"));
		Node roc = this.nodes.roc("http://127.0.0.1:1/nobody-listens", "20ms");
		Node one = this.nodes.node("one", this.postgres, roc);
		this.nodes.awaitReady(one);
		Node other = this.nodes.node("other", this.postgres, roc);
		this.nodes.awaitReady(other);
		this.both = List.of(one, other);
		this.jdbc = new JdbcTemplate(
				new DriverManagerDataSource(this.postgres.url(), this.postgres.username(), this.postgres.password()));
		// Two accounts of one person, and somebody away whose cover may sign for him.
		try (Connection owner = this.postgres.connect(); Statement statement = owner.createStatement()) {
			statement.execute("update countersign.person set identity = 'P-1' where user_id in ('lea', 'luise')");
		}
		this.jdbc.update("""
				insert into countersign.absence (id, person, cover, starts, ends, reason, registered_by, registered_at)
				values (?, 'max', 'mona', ?, ?, 'On leave', 'lea', ?)""", UUID.randomUUID(), at(-1), at(1), at(-1));
	}

	private static Timestamp at(int days) {
		return Timestamp.from(Instant.now().plus(Duration.ofDays(days)));
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/** How often which answer was given so far, by act and status. */
	Map<String, Integer> answers() {
		return this.answers;
	}

	/**
	 * Plays a round.
	 * @return what was found wrong; empty where nothing was
	 */
	List<String> play(long seed) throws Exception {
		Random random = new Random(seed);
		Beginning beginning = Beginning.values()[random.nextInt(Beginning.values().length)];
		String reference = begin(beginning, seed);
		List<String> wrong = new ArrayList<>();
		for (int wave = 0; wave < WAVES; wave++) {
			wrong.addAll(release(reference, random, seed + "-" + wave));
		}
		wrong.addAll(ProofChecker.violations(this.jdbc));
		wrong.addAll(inconsistencies(reference));
		return wrong.stream()
			.map((what) -> "seed %d, %s of %s: %s".formatted(seed, reference, beginning, what))
			.toList();
	}

	/** One for each caller and node, so that connections are used again. */
	private Api api(Node node, String caller) {
		return this.callers.computeIfAbsent(caller + "@" + node.port(), (each) -> new Api(node.port(), caller));
	}

	private String begin(Beginning beginning, long seed) {
		String id = "race-" + seed;
		Packages packages = switch (beginning) {
			case TO_BE_SIGNED -> worth("1500000");
			case TO_BE_SIGNED_BY_TWO -> worth("6000000");
			default -> null;
		};
		List<Part> parts = (packages != null) ? parts(packages.id(id).purchaseOrder("PO-" + id))
				: Api.sampleAs("special-terms", id);
		Answer answer = api(this.both.get(0), "northwind").submit(id, parts);
		String reference = answer.text("reference");
		String expected = (packages != null) ? "READY_TO_SIGN" : "AWAITING_TERMS";
		if (!expected.equals(answer.text("status"))) {
			throw new IllegalStateException("A round begins at %s, but: %s".formatted(expected, answer.body()));
		}
		if (beginning == Beginning.TERMS_IN_APPROVAL || beginning == Beginning.TERMS_APPROVED) {
			one(reference, "userTask_triageTerms", "carl", Map.of("decision", "accept", "reason", "Complete."));
		}
		while (beginning == Beginning.TERMS_APPROVED && !open(reference, "userTask_decideTerms").isEmpty()) {
			Open task = open(reference, "userTask_decideTerms").get(0);
			one(reference, "userTask_decideTerms", APPROVERS.get(task.office()),
					Map.of("decision", "approve", "reason", "Compared with the business case."));
		}
		return reference;
	}

	private static Packages worth(String value) {
		Packages clean = Packages.clean();
		BigDecimal quantity = BigDecimal.valueOf(clean.facts().lines().get(0).quantity());
		Packages worth = clean.with("/totalValue/amount", value + ".00")
			.with("/purchaseOrder/total/amount", value + ".00")
			.with("/lines/0/unitPrice", new BigDecimal(value).divide(quantity).toPlainString());
		for (int line = worth.facts().lines().size() - 1; line > 0; line--) {
			worth = worth.without("/lines/" + line);
		}
		return worth;
	}

	private static List<Part> parts(Packages packages) {
		List<Part> parts = new ArrayList<>(List.of(Part.facts(packages.json())));
		Papers.of(packages).forEach((name, pdf) -> parts.add(Part.document(name, pdf)));
		return parts;
	}

	private void one(String reference, String task, String person, Map<String, Object> values) {
		Answer answer = complete(this.both.get(0), open(reference, task).get(0).id(), person, values);
		if (answer.status() >= 300) {
			throw new IllegalStateException(
					"%s by %s: %s".formatted(task, person, new String(answer.bytes(), StandardCharsets.UTF_8)));
		}
	}

	/** An open task; office is {@code null} where none is asked. */
	private record Open(String id, String key, String office) {
	}

	private List<Open> open(String reference, String key) {
		return this.jdbc.query("""
				select w.task_id, w.task_key, w.groups[1] as asked from countersign.work_item w
				where w.task_key = ? and (w.reference = ? or w.reference in
					(select r.reference from countersign.special_terms_request r where r.agreement = ?))
				order by w.task_id""", (row, number) -> {
			String group = row.getString("asked");
			return new Open(row.getString("task_id"), row.getString("task_key"),
					(group != null) ? group.replaceFirst("-[A-Z]+$", "") : null);
		}, key, reference, reference);
	}

	/** Something that somebody does, and on which node. */
	private record Act(String name, Callable<Answer> call) {
	}

	private List<String> release(String reference, Random random, String key) throws Exception {
		List<Act> acts = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			acts.add(act(reference, random, this.both.get(thread % this.both.size()), key + "-" + thread));
		}
		CountDownLatch latch = new CountDownLatch(1);
		List<Future<Answer>> running = acts.stream().map((act) -> this.threads.submit(() -> {
			latch.await();
			return act.call().call();
		})).toList();
		latch.countDown();
		List<String> wrong = new ArrayList<>();
		for (int i = 0; i < acts.size(); i++) {
			try {
				Answer answer = running.get(i).get();
				this.answers.merge(acts.get(i).name() + " " + answer.status(), 1, Integer::sum);
				if (answer.status() >= 500 && !isToBeTriedAgain(answer)) {
					wrong.add("%s answered %d: %s".formatted(acts.get(i).name(), answer.status(),
							new String(answer.bytes(), StandardCharsets.UTF_8)));
				}
			}
			catch (ExecutionException ex) {
				wrong.add("%s ended with %s".formatted(acts.get(i).name(), ex.getCause()));
			}
		}
		return wrong;
	}

	/** Somebody else was quicker; nothing was changed. */
	private static boolean isToBeTriedAgain(Answer answer) {
		return "changed-meanwhile".equals(answer.text("code"));
	}

	private Act act(String reference, Random random, Node node, String key) {
		int drawn = random.nextInt(100);
		if (random.nextInt(WITHDRAWN_ONCE_IN) == 0) {
			return new Act("withdraw", () -> api(node, "northwind").withdraw(reference, "No longer needed."));
		}
		if (drawn < 5) {
			return new Act("correct",
					() -> api(node, "northwind").correct(reference, key, Api.sampleAs("special-terms", "race-" + key)));
		}
		Map<String, List<Open>> open = new HashMap<>();
		for (String task : List.of("userTask_signAgreement", "userTask_decideTerms", "userTask_triageTerms",
				"userTask_reviewPackage")) {
			List<Open> found = open(reference, task);
			if (!found.isEmpty()) {
				open.put(task, found);
			}
		}
		if (open.isEmpty()) {
			return new Act("read", () -> api(node, "northwind").read(reference));
		}
		List<Open> tasks = open.values().stream().flatMap(List::stream).toList();
		Open task = tasks.get(random.nextInt(tasks.size()));
		boolean allowed = random.nextInt(4) > 0;
		return switch (task.key()) {
			case "userTask_signAgreement" -> sign(node, task, pick(SIGNATORIES, random), drawn);
			case "userTask_decideTerms" ->
				decide(node, task, allowed ? APPROVERS.get(task.office()) : pick(SIGNATORIES, random), drawn);
			case "userTask_triageTerms" -> new Act("triage", () -> complete(node, task.id(), pick(task, drawn),
					Map.of("decision", (drawn < 90) ? "accept" : "return", "reason", "Looked through it.")));
			default -> new Act("review", () -> complete(node, task.id(), pick(task, drawn),
					Map.of("decision", "pass", "reason", "Checked.")));
		};
	}

	private static String pick(Open task, int drawn) {
		return (drawn % 2 == 0) ? "clara" : "carl";
	}

	private Act sign(Node node, Open task, String person, int drawn) {
		if (drawn < 85) {
			return new Act("sign",
					() -> complete(node, task.id(), person, Map.of("decision", "sign", "confirmed", true)));
		}
		String decision = (drawn < 96) ? "sendBack" : "decline";
		return new Act(decision,
				() -> complete(node, task.id(), person, Map.of("decision", decision, "reason", "Not like this.")));
	}

	private Act decide(Node node, Open task, String person, int drawn) {
		if (drawn < 80) {
			return new Act("approve",
					() -> complete(node, task.id(), person, Map.of("decision", "approve", "reason", "It pays.")));
		}
		if (drawn < 93) {
			return new Act("approve with conditions", () -> complete(node, task.id(), person,
					Map.of("decision", "approveWithConditions", "reason", "Up to this value.", "maxValue", "405000")));
		}
		return new Act("refuse",
				() -> complete(node, task.id(), person, Map.of("decision", "refuse", "reason", "It does not pay.")));
	}

	private static String pick(List<String> people, Random random) {
		return people.get(random.nextInt(people.size()));
	}

	/**
	 * Takes a task and completes it as Tasklist does; whoever could not take it tries
	 * anyway.
	 */
	private Answer complete(Node node, String task, String person, Map<String, Object> values) {
		Map<String, Object> variables = new HashMap<>();
		values.forEach((name, value) -> variables.put(name, Map.of("value", value)));
		Browser browser = this.sessions.computeIfAbsent(person + "@" + node.port(), (each) -> session(node, person));
		browser.camunda("POST", "/task/" + task + "/claim", write(Map.of("userId", person)));
		HttpResponse<String> answer = browser.camunda("POST", "/task/" + task + "/submit-form",
				write(Map.of("variables", variables)));
		return new Answer(answer.statusCode(), MissingNode.getInstance(),
				answer.body().getBytes(StandardCharsets.UTF_8), null);
	}

	/** A session that has its tokens before many use it at once. */
	private static Browser session(Node node, String person) {
		Browser browser = new Browser(node.port()).login(person);
		browser.camunda("GET", "/task/count", null);
		return browser;
	}

	private static String write(Map<String, Object> body) {
		return JSON.valueToTree(body).toString();
	}

	/** Engine, record and audit trail tell one story. */
	private List<String> inconsistencies(String reference) {
		List<String> wrong = new ArrayList<>();
		Map<String, Object> now = this.jdbc.queryForMap(
				"""
						select a.status,
							(select count(*) from public.act_ru_execution e where e.business_key_ = a.reference and e.parent_id_ is null) as running,
							(select count(*) from countersign.work_item w where w.reference = a.reference) as tasks,
							(select count(*) from public.act_ru_task t join public.act_ru_execution e on e.id_ = t.proc_inst_id_
								where e.business_key_ = a.reference or e.business_key_ like a.reference || '/%') as engine_tasks,
							(select count(*) from countersign.audit_event e where e.reference = a.reference and e.type = 'AgreementCountersigned') as countersigned,
							(select count(distinct s.submission) from countersign.signature s where s.reference = a.reference) as signed,
							(select count(*) from countersign.audit_event e where e.reference = a.reference and e.type = 'AgreementWithdrawn') as withdrawn,
							(select count(*) from countersign.audit_event e where e.reference = a.reference and e.type = 'AgreementDeclined') as declined,
							(select count(*) from countersign.approval p join countersign.special_terms_request r on r.reference = p.reference
								where r.agreement = a.reference) as approvals,
							(select count(*) from countersign.audit_event e join countersign.special_terms_request r on r.reference = e.reference
								where r.agreement = a.reference and e.type in ('SpecialTermsStepApproved', 'SpecialTermsStepRefused')) as approval_events
						from countersign.agreement a where a.reference = ?""",
				reference);
		String status = (String) now.get("status");
		expect(wrong, "instances of " + status, now.get("running"), ENDS.contains(status) ? 0L : 1L);
		expect(wrong, "tasks in the work list", now.get("tasks"), now.get("engine_tasks"));
		expect(wrong, "events of withdrawal", now.get("withdrawn"), status.equals("WITHDRAWN") ? 1L : 0L);
		expect(wrong, "events of declining", now.get("declined"), status.equals("DECLINED") ? 1L : 0L);
		expect(wrong, "events of approvals", now.get("approval_events"), now.get("approvals"));
		if ((Long) now.get("countersigned") > (Long) now.get("signed")) {
			wrong.add("countersigned %s times, signed %s times".formatted(now.get("countersigned"), now.get("signed")));
		}
		return wrong;
	}

	private static void expect(List<String> wrong, String what, Object found, Object expected) {
		if (!expected.equals(found)) {
			wrong.add("%s: %s, expected %s".formatted(what, found, expected));
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.nodes.close();
		this.postgres.close();
	}

}
