package io.countersign.agreement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.countersign.EngineJobs;
import io.countersign.TestClock;
import io.countersign.identity.Caller;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.task.Task;

import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Walks agreements through their processes in tests: sends packages in, answers tasks as
 * the people who hold them, lets time pass, and tells which way was taken.
 */
public final class ProcessWalk {

	/** One in twenty clean packages is drawn for review; so many in a row are not. */
	private static final int MOST_DRAWN = 12;

	/** Somebody of each office in the subsidiary DE. */
	private static final Map<String, String> APPROVERS = Map.of("clm-lead", "luise", "manager-1", "mona", "manager-2",
			"magda", "business-desk", "bianca", "legal", "lars", "finance", "fiona", "cfo-delegate", "felix");

	private final JdbcTemplate jdbc;

	private final AgreementIntake intake;

	private final AgreementService agreements;

	private final ReviewService reviews;

	private final Judgements judgements;

	private final RuntimeService runtime;

	private final TaskService tasks;

	private final IdentityService identities;

	private final HistoryService history;

	private final EngineJobs jobs;

	private final TestClock clock;

	public ProcessWalk(ApplicationContext application) {
		this.jdbc = application.getBean(JdbcTemplate.class);
		this.intake = application.getBean(AgreementIntake.class);
		this.agreements = application.getBean(AgreementService.class);
		this.reviews = application.getBean(ReviewService.class);
		this.judgements = application.getBean(Judgements.class);
		this.runtime = application.getBean(RuntimeService.class);
		this.tasks = application.getBean(TaskService.class);
		this.identities = application.getBean(IdentityService.class);
		this.history = application.getBean(HistoryService.class);
		this.jobs = application.getBean(EngineJobs.class);
		this.clock = application.getBean(TestClock.class);
	}

	/**
	 * Sends a package in as the reseller northwind.
	 * @return the agreement's reference
	 */
	public String submit(Packages packages) {
		return this.intake.submit(northwind(), key(), packages.json(), uploads(packages)).answer().reference();
	}

	/** Sends clean packages in until one is not drawn for a second look. */
	public String submitUndrawn(Packages packages) {
		for (int i = 0; i < MOST_DRAWN; i++) {
			String reference = submit(packages.id("UNDRAWN-" + key()).purchaseOrder("PO-" + key()));
			if (this.agreements.load(reference).status() != AgreementStatus.IN_REVIEW) {
				return reference;
			}
		}
		throw new AssertionError("Every package went to review");
	}

	/** Sends a corrected package in. */
	public void correct(String reference, Packages packages) {
		this.intake.correct(northwind(), reference, key(), packages.json(), uploads(packages));
	}

	public void withdraw(String reference) {
		this.intake.withdraw(northwind(), reference, "The customer changed its mind.");
	}

	/** Takes the open task of an agreement and completes it. */
	public void answer(String reference, String task, String person, String group, Map<String, Object> answers) {
		as(person, group, () -> {
			Task open = task(reference, task);
			this.tasks.claim(open.getId(), person);
			this.tasks.complete(open.getId(), answers);
		});
	}

	/**
	 * Passes an agreement's open review: takes it, accepts each warning and completes it.
	 */
	public void pass(String reference, String person, String group, String reason) {
		accept(reference, person, group);
		answer(reference, "userTask_reviewPackage", person, group, Map.of("decision", "pass", "reason", reason));
	}

	/** Takes an agreement's open review and accepts each warning that is left. */
	public void accept(String reference, String person, String group) {
		claim(reference, "userTask_reviewPackage", person, group);
		String task = task(reference, "userTask_reviewPackage").getId();
		int submission = this.agreements.load(reference).submission();
		List<Finding> findings = this.agreements.findings(reference);
		Set<Integer> accepted = this.judgements.acceptances(reference, submission)
			.stream()
			.map(ReviewState.Acceptance::position)
			.collect(Collectors.toSet());
		for (int position = 1; position <= findings.size(); position++) {
			if (findings.get(position - 1).severity() == Finding.Severity.WARNING && !accepted.contains(position)) {
				this.reviews.accept(task, person, submission, position, "CHECKED_BY_EYE", "Looked at it.");
			}
		}
	}

	/**
	 * Lets everybody decide about an agreement's special terms: the triage accepts, then
	 * each office that the route asks approves.
	 */
	public void approveTerms(String agreement) {
		String terms = terms(agreement);
		triage(terms, "carl", "accept");
		while (!openDecisions(terms).isEmpty()) {
			decideTerms(terms, office(openDecisions(terms).get(0)), "approve");
		}
	}

	/** The first office that is asked about an agreement's special terms refuses. */
	public void refuseTerms(String agreement) {
		String terms = terms(agreement);
		triage(terms, "carl", "accept");
		decideTerms(terms, office(openDecisions(terms).get(0)), "refuse");
	}

	/** Answers the triage of a request for special terms. */
	public void triage(String terms, String person, String decision) {
		answer(terms, "userTask_triageTerms", person, "clm-DE",
				Map.of("decision", decision, "reason", "Looked through it."));
	}

	/** Somebody of an office answers its open step of a request. */
	public void decideTerms(String terms, String office, String decision) {
		decideTerms(terms, office, APPROVERS.get(office),
				Map.of("decision", decision, "reason", "Compared with the business case."));
	}

	/** A person answers the open step of an office. */
	public void decideTerms(String terms, String office, String person, Map<String, Object> answers) {
		Task open = openDecisions(terms).stream()
			.filter((task) -> office(task).equals(office))
			.findFirst()
			.orElseThrow(() -> new AssertionError(terms + " does not ask " + office));
		as(person, office + "-DE", () -> {
			this.tasks.claim(open.getId(), person);
			this.tasks.complete(open.getId(), answers);
		});
	}

	/** Offices that are asked about a request now, sorted. */
	public List<String> officesAsked(String terms) {
		return openDecisions(terms).stream().map(this::office).sorted().toList();
	}

	private List<Task> openDecisions(String terms) {
		return this.tasks.createTaskQuery()
			.processInstanceBusinessKey(terms)
			.taskDefinitionKey("userTask_decideTerms")
			.list();
	}

	private String office(Task task) {
		int step = (Integer) this.tasks.getVariable(task.getId(), "step");
		return this.jdbc.queryForObject("""
				select s.office from countersign.approval_step s join countersign.special_terms_request r
					on r.reference = s.reference and r.revision = s.revision
				where s.reference = (select w.reference from countersign.work_item w where w.task_id = ?)
					and s.step = ?""", String.class, task.getId(), step);
	}

	/** The newest request for special terms of an agreement. */
	public String terms(String agreement) {
		return this.jdbc.queryForObject(
				"select reference from countersign.special_terms_request where agreement = ? order by reference desc limit 1",
				String.class, agreement);
	}

	/** Takes the open task of an agreement. */
	public void claim(String reference, String task, String person, String group) {
		String open = task(reference, task).getId();
		as(person, group, () -> this.tasks.claim(open, person));
	}

	/** The open task of an agreement. */
	public Task task(String reference, String task) {
		List<Task> open = tasks(reference).stream().filter((each) -> each.getTaskDefinitionKey().equals(task)).toList();
		if (open.size() != 1) {
			throw new AssertionError("%d open tasks %s of %s, which waits at %s".formatted(open.size(), task, reference,
					waitsAt(reference)));
		}
		return open.get(0);
	}

	/** Open tasks of an agreement's processes. */
	public List<Task> tasks(String reference) {
		List<Task> open = new ArrayList<>(
				this.tasks.createTaskQuery().processInstanceBusinessKey(reference).initializeFormKeys().list());
		open.addAll(this.tasks.createTaskQuery().processInstanceBusinessKeyLike(reference + "/%").list());
		return open;
	}

	/** Lets time pass and does what has become due by then. */
	public void after(Duration duration) {
		this.clock.travel(duration);
		this.jobs.runDue();
	}

	/** Every step of the agreement's own process so far, in order. */
	public List<String> way(String reference) {
		return way("agreement-execution", reference);
	}

	/** Every step of a process so far, in order. */
	public List<String> way(String process, String businessKey) {
		return this.history.createHistoricActivityInstanceQuery()
			.processInstanceId(instance(process, businessKey).getId())
			.orderPartiallyByOccurrence()
			.asc()
			.list()
			.stream()
			.map(HistoricActivityInstance::getActivityId)
			.toList();
	}

	/** The only instance of a process with a business key. */
	public HistoricProcessInstance instance(String process, String businessKey) {
		return this.history.createHistoricProcessInstanceQuery()
			.processDefinitionKey(process)
			.processInstanceBusinessKey(businessKey)
			.singleResult();
	}

	/** How many instances of a process an agreement had. */
	public long instances(String process, String businessKey) {
		return this.history.createHistoricProcessInstanceQuery()
			.processDefinitionKey(process)
			.processInstanceBusinessKey(businessKey)
			.count();
	}

	/** Where the agreement's own process waits now; empty once it has ended. */
	public List<String> waitsAt(String reference) {
		return this.history.createHistoricActivityInstanceQuery()
			.processInstanceId(instance("agreement-execution", reference).getId())
			.unfinished()
			.list()
			.stream()
			.filter((activity) -> !activity.getActivityType().equals("subProcess"))
			.map(HistoricActivityInstance::getActivityId)
			.sorted()
			.toList();
	}

	/** Whether nothing of an agreement runs any more. */
	public boolean ended(String reference) {
		return this.runtime.createProcessInstanceQuery().processInstanceBusinessKey(reference).count() == 0
				&& this.tasks.createTaskQuery().processInstanceBusinessKeyLike(reference + "%").count() == 0;
	}

	/** The record's own idea of where it stands. */
	public AgreementStatus status(String reference) {
		return this.agreements.load(reference).status();
	}

	public TestClock clock() {
		return this.clock;
	}

	private void as(String person, String group, Runnable work) {
		this.identities.setAuthentication(person, List.of(group));
		try {
			work.run();
		}
		finally {
			this.identities.clearAuthentication();
		}
	}

	private static List<Arrivals.Upload> uploads(Packages packages) {
		return Papers.of(packages)
			.entrySet()
			.stream()
			.map((paper) -> new Arrivals.Upload(paper.getKey(), paper.getValue()))
			.toList();
	}

	private static String key() {
		return UUID.randomUUID().toString();
	}

	private static Caller northwind() {
		return new Caller("northwind", "Northwind Licensing", Caller.Kind.RESELLER, Set.of(), Set.of(), Set.of());
	}

}
