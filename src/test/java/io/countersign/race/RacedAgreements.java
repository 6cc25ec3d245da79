package io.countersign.race;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.countersign.Api;
import io.countersign.Api.Part;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Papers;
import io.countersign.postgres.DurablePostgres;
import io.countersign.race.RacingPeople.Reply;
import io.countersign.signature.ProofChecker;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Agreements that many people act on at once, on two nodes: they approve, refuse, sign,
 * send back, correct, withdraw, at the same moment. After each round the rows are judged
 * by programs that share nothing with the application.
 * <p>
 * Which acts meet is drawn from the round's own seed, so that a round can be repeated.
 */
public final class RacedAgreements implements AutoCloseable {

	private static final int THREADS = 32;

	/**
	 * Acts follow from what the acts before them left, so each round has some of them.
	 */
	private static final int WAVES = 4;

	/** Often enough to meet the others, seldom enough to leave them something to do. */
	private static final int WITHDRAWN_ONCE_IN = 300;

	private static final int CORRECTED_ONCE_IN = 20;

	/** Where an agreement stands when everybody begins to act on it. */
	enum Beginning {

		TO_BE_SIGNED, TO_BE_SIGNED_BY_TWO, TERMS_IN_TRIAGE, TERMS_IN_APPROVAL, TERMS_APPROVED

	}

	/** Who may sign so much, one of them in another's absence. */
	private static final List<String> SIGNATORIES = List.of("mona", "max", "magda");

	/** Who may not, some of whom are one person under two accounts. */
	private static final List<String> OTHERS = List.of("lea", "luise", "clara", "lars", "fiona");

	private static final Map<String, String> APPROVERS = Map.of("clm-lead", "luise", "manager-1", "mona", "manager-2",
			"magda", "business-desk", "bianca", "legal", "lars", "finance", "fiona", "cfo-delegate", "felix");

	/** Nothing of these runs any more. */
	private static final Set<String> ENDS = Set.of("BOOKED", "WITHDRAWN", "DECLINED", "EXPIRED");

	/** Where people have something to do. */
	private static final Set<String> UNDECIDED = Set.of("IN_REVIEW", "RETURNED", "AWAITING_TERMS", "READY_TO_SIGN");

	private final DurablePostgres postgres;

	private final Nodes nodes;

	private final List<Node> both;

	private final JdbcTemplate jdbc;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	/**
	 * One connection for all rounds: opening one costs more than what is asked over it.
	 */
	private final SingleConnectionDataSource connection;

	private final RacingPeople people = new RacingPeople();

	/** What is wrong with a signature is told in the round that shows it first. */
	private final Set<String> found = new HashSet<>();

	private final Map<Outcome, Integer> outcomes = new TreeMap<>();

	private final Map<Ending, Integer> endings = new TreeMap<>();

	/**
	 * Starts the nodes.
	 * @param folder for their data and logs
	 */
	public RacedAgreements(Path folder) throws Exception {
		this.postgres = new DurablePostgres(folder.resolve("postgres"));
		// Few rounds are over before the better compiler has paid for itself.
		this.nodes = new Nodes(folder, List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
		Node roc = this.nodes.roc("http://127.0.0.1:1/nobody-listens", "20ms");
		Node one = this.nodes.node("one", this.postgres, roc);
		this.nodes.awaitReady(one);
		Node other = this.nodes.node("other", this.postgres, roc);
		this.nodes.awaitReady(other);
		this.both = List.of(one, other);
		this.connection = new SingleConnectionDataSource(this.postgres.url(), this.postgres.username(),
				this.postgres.password(), true);
		this.jdbc = new JdbcTemplate(this.connection);
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

	public JdbcTemplate jdbc() {
		return this.jdbc;
	}

	/**
	 * What came of an act.
	 *
	 * @param code the refusal's name; empty where it was done
	 */
	record Outcome(String act, int status, String code) implements Comparable<Outcome> {

		private static final Comparator<Outcome> ORDER = Comparator.comparing(Outcome::act)
			.thenComparing(Outcome::status)
			.thenComparing(Outcome::code);

		@Override
		public int compareTo(Outcome other) {
			return ORDER.compare(this, other);
		}

	}

	/** Where a round began, and the status in which it left its agreement. */
	record Ending(Beginning beginning, String status) implements Comparable<Ending> {

		private static final Comparator<Ending> ORDER = Comparator.comparing(Ending::beginning)
			.thenComparing(Ending::status);

		@Override
		public int compareTo(Ending other) {
			return ORDER.compare(this, other);
		}

	}

	/** How often what came of an act, so far. */
	Map<Outcome, Integer> outcomes() {
		return this.outcomes;
	}

	/** How the rounds so far ended; the status is the one right after the last act. */
	Map<Ending, Integer> endings() {
		return this.endings;
	}

	/**
	 * Plays a round.
	 * @return what was found wrong; empty where nothing was
	 */
	public List<String> play(long seed) throws Exception {
		Random random = new Random(seed);
		Beginning beginning = Beginning.values()[random.nextInt(Beginning.values().length)];
		String reference = begin(beginning, seed);
		List<String> wrong = new ArrayList<>();
		for (int wave = 0; wave < WAVES && UNDECIDED.contains(status(reference)); wave++) {
			wrong.addAll(release(reference, random, seed + "-" + wave));
		}
		this.endings.merge(new Ending(beginning, status(reference)), 1, Integer::sum);
		ProofChecker.violations(this.jdbc).stream().filter(this.found::add).forEach(wrong::add);
		wrong.addAll(inconsistencies(reference));
		return wrong.stream()
			.map((what) -> "seed %d, %s of %s: %s".formatted(seed, reference, beginning, what))
			.toList();
	}

	private String status(String reference) {
		return this.jdbc.queryForObject("select status from countersign.agreement where reference = ?", String.class,
				reference);
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
		Api.Answer answer = this.people.api(this.both.get(0), "northwind").submit(id, parts);
		String reference = answer.text("reference");
		String expected = (packages != null) ? "READY_TO_SIGN" : "AWAITING_TERMS";
		if (!expected.equals(answer.text("status"))) {
			throw new IllegalStateException("A round begins at %s, but: %s".formatted(expected, answer.body()));
		}
		if (beginning == Beginning.TERMS_IN_APPROVAL || beginning == Beginning.TERMS_APPROVED) {
			one(open(reference).get(0), "carl", Map.of("decision", "accept", "reason", "Complete."));
		}
		while (beginning == Beginning.TERMS_APPROVED && "AWAITING_TERMS".equals(status(reference))) {
			Open task = open(reference).get(0);
			one(task, APPROVERS.get(task.office()),
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

	/** The edited one asks for other terms than those that were approved. */
	private static List<Part> corrected(String key, boolean edited) {
		List<Part> parts = Api.sampleAs("special-terms", "race-" + key);
		return edited ? parts(Packages.of(parts.get(0).bytes())
			.with("/amendments/0/text", "Invoices under this Enrollment are due within 120 days.")) : parts;
	}

	private void one(Open task, String person, Map<String, Object> values) {
		Reply reply = this.people.claimAndSubmit(this.both.get(0), task.id(), person, values);
		if (reply.status() >= 300) {
			throw new IllegalStateException("%s by %s: %s".formatted(task, person, reply));
		}
	}

	/** An open task; office is {@code null} where none is asked. */
	private record Open(String id, String key, String office) {
	}

	private List<Open> open(String reference) {
		return this.jdbc.query("""
				select w.task_id, w.task_key, w.groups[1] as asked from countersign.work_item w
				where w.task_key in ('userTask_signAgreement', 'userTask_decideTerms', 'userTask_triageTerms',
					'userTask_reviewPackage') and (w.reference = ? or w.reference in
					(select r.reference from countersign.special_terms_request r where r.agreement = ?))
				order by w.task_id""", (row, number) -> {
			String group = row.getString("asked");
			return new Open(row.getString("task_id"), row.getString("task_key"),
					(group != null) ? group.replaceFirst("-[A-Z]+$", "") : null);
		}, reference, reference);
	}

	/** Something that somebody does, and on which node. */
	private record Act(String name, Callable<Reply> call) {
	}

	private List<String> release(String reference, Random random, String key) throws Exception {
		Map<Open, String> tasks = offered(reference, random);
		List<Act> acts = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			acts.add(act(reference, tasks, random, this.both.get(thread % this.both.size()), key + "-" + thread));
		}
		CountDownLatch latch = new CountDownLatch(1);
		List<Future<Reply>> running = acts.stream().map((act) -> this.threads.submit(() -> {
			latch.await();
			return act.call().call();
		})).toList();
		latch.countDown();
		List<String> wrong = new ArrayList<>();
		for (int i = 0; i < acts.size(); i++) {
			String act = acts.get(i).name();
			try {
				Reply reply = running.get(i).get();
				this.outcomes.merge(new Outcome(act, reply.status(), reply.code()), 1, Integer::sum);
				if (reply.status() >= 500 && !reply.isToBeTriedAgain()) {
					wrong.add("%s answered %s".formatted(act, reply));
				}
			}
			catch (ExecutionException ex) {
				wrong.add("%s ended with %s".formatted(act, ex.getCause()));
			}
		}
		return wrong;
	}

	/**
	 * The open tasks. Most have a holder, who then acts in many windows on both nodes at
	 * once; the others have none ({@code ""}), and people meet when they claim them.
	 */
	private Map<Open, String> offered(String reference, Random random) {
		Map<Open, String> tasks = new LinkedHashMap<>();
		for (Open task : open(reference)) {
			List<String> people = new ArrayList<>(able(task));
			Collections.shuffle(people, random);
			Node node = this.both.get(random.nextInt(this.both.size()));
			String holder = (random.nextInt(3) == 0) ? ""
					: people.stream()
						.filter((person) -> this.people.claim(node, task.id(), person).status() < 300)
						.findFirst()
						.orElse("");
			tasks.put(task, holder);
		}
		return tasks;
	}

	private static List<String> able(Open task) {
		return switch (task.key()) {
			case "userTask_signAgreement" -> SIGNATORIES;
			case "userTask_decideTerms" -> List.of(APPROVERS.get(task.office()));
			default -> List.of("clara", "carl");
		};
	}

	private Act act(String reference, Map<Open, String> tasks, Random random, Node node, String key) {
		Api reseller = this.people.api(node, "northwind");
		if (random.nextInt(WITHDRAWN_ONCE_IN) == 0) {
			return new Act("withdraw", () -> Reply.of(reseller.withdraw(reference, "No longer needed.")));
		}
		if (random.nextInt(tasks.isEmpty() ? 2 : CORRECTED_ONCE_IN) == 0) {
			boolean edited = random.nextBoolean();
			List<Part> parts = corrected(key, edited);
			return new Act(edited ? "correct with other terms" : "correct",
					() -> Reply.of(reseller.correct(reference, key, parts)));
		}
		if (tasks.isEmpty()) {
			return new Act("read", () -> Reply.of(reseller.read(reference)));
		}
		Open task = pick(List.copyOf(tasks.keySet()), random);
		Deed deed = deed(task, random.nextInt(100));
		int manner = random.nextInt(10);
		String holder = tasks.get(task);
		if (manner < 6 && !holder.isEmpty()) {
			return new Act(deed.name(), () -> this.people.submit(node, task.id(), holder, deed.values()));
		}
		String person = pick((random.nextInt(3) > 0) ? able(task) : OTHERS, random);
		return (manner < 9)
				? new Act("claim and " + deed.name(),
						() -> this.people.claimAndSubmit(node, task.id(), person, deed.values()))
				: new Act(deed.name() + " unclaimed", () -> this.people.submit(node, task.id(), person, deed.values()));
	}

	/** An answer to a task. */
	private record Deed(String name, Map<String, Object> values) {

		static Deed of(String name, String decision, String reason) {
			return new Deed(name, Map.of("decision", decision, "reason", reason));
		}

	}

	private static Deed deed(Open task, int drawn) {
		return switch (task.key()) {
			case "userTask_signAgreement" -> signing(drawn);
			case "userTask_decideTerms" -> deciding(drawn);
			case "userTask_triageTerms" -> (drawn < 90) ? Deed.of("triage", "accept", "Looked through it.")
					: Deed.of("return", "return", "Something is missing.");
			default -> Deed.of("review", "pass", "Checked.");
		};
	}

	private static Deed signing(int drawn) {
		if (drawn < 80) {
			return new Deed("sign", Map.of("decision", "sign", "confirmed", true));
		}
		return (drawn < 92) ? Deed.of("send back", "sendBack", "Not like this.")
				: Deed.of("decline", "decline", "Not like this.");
	}

	private static Deed deciding(int drawn) {
		if (drawn < 80) {
			return Deed.of("approve", "approve", "It pays.");
		}
		return (drawn < 92) ? new Deed("approve with conditions",
				Map.of("decision", "approveWithConditions", "reason", "Up to this value.", "maxValue", "405000"))
				: Deed.of("refuse", "refuse", "It does not pay.");
	}

	private static <T> T pick(List<T> some, Random random) {
		return some.get(random.nextInt(some.size()));
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
		this.connection.destroy();
		this.nodes.close();
		this.postgres.close();
	}

}
