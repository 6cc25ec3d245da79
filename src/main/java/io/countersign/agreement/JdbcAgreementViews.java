package io.countersign.agreement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.countersign.audit.AuditTrail;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Read models over the record's own tables. Every query carries the caller's limits. */
@Component
@Transactional(readOnly = true)
class JdbcAgreementViews implements AgreementViews {

	private static final int MAX_PAGE_SIZE = 200;

	private static final int MAX_TEXT = 100;

	private static final Map<String, String> ORDERS = Map.of("received", "received_at", "value", "total_value", "due",
			"waits_until", "customer", "lower(customer)", "reference", "reference");

	private static final String TASK_COLUMNS = """
			select w.task_id, w.task_key, w.name, w.reference, w.groups, w.assignee, w.priority, w.created_at, w.due_at,
				s.kind, s.customer, s.value, s.currency, s.status
			from countersign.work_item w join countersign.work_subject s on s.reference = w.reference
			""";

	private static final String MINE = "(w.assignee = ? or (w.assignee is null and (w.groups && ?::varchar[] or w.candidates && array[?]::varchar[])))";

	private static final String DOCUMENT_COLUMNS = """
			select s.sha256, s.type, s.code, s.file_name, s.role, s.number, d.pages, d.size, s.level, s.stamped_at
			from countersign.submission_document s join countersign.document d on d.sha256 = s.sha256
			""";

	private final JdbcTemplate jdbc;

	private final Submissions submissions;

	private final PreflightReceipts receipts;

	private final Visibility visibility;

	private final Judgements judgements;

	private final AuditTrail audit;

	private final People people;

	JdbcAgreementViews(JdbcTemplate jdbc, Submissions submissions, Judgements judgements, PreflightReceipts receipts,
			AuditTrail audit, Visibility visibility, People people) {
		this.jdbc = jdbc;
		this.submissions = submissions;
		this.judgements = judgements;
		this.receipts = receipts;
		this.audit = audit;
		this.visibility = visibility;
		this.people = people;
	}

	@Override
	public Page<Row> search(Search search, Caller caller) {
		if (search.page() < 0 || search.size() < 1 || search.size() > MAX_PAGE_SIZE) {
			throw new Refusal(Kind.MALFORMED, "page-invalid",
					"'page' counts from 0 and 'size' is 1 to %d.".formatted(MAX_PAGE_SIZE));
		}
		List<Object> values = new ArrayList<>();
		String where = where(search, caller, values);
		Long total = this.jdbc.queryForObject("select count(*) from countersign.agreement" + where, Long.class,
				values.toArray());
		values.add(search.size());
		values.add((long) search.page() * search.size());
		List<Row> rows = this.jdbc.query(
				"select * from countersign.agreement" + where + order(search.sort()) + " limit ? offset ?",
				(row, number) -> row(row), values.toArray());
		return new Page<>(rows, search.page(), search.size(), total);
	}

	private static String where(Search search, Caller caller, List<Object> values) {
		List<String> conditions = new ArrayList<>();
		visible(caller, conditions, values);
		if (present(search.status())) {
			conditions.add("status = ?");
			values.add(status(search.status()).name());
		}
		if (present(search.stage())) {
			conditions.add("status = any (?)");
			values.add(statuses(search.stage()));
		}
		if (present(search.reseller())) {
			conditions.add("reseller = ?");
			values.add(search.reseller());
		}
		if (present(search.q())) {
			if (search.q().length() > MAX_TEXT) {
				throw new Refusal(Kind.MALFORMED, "search-too-long",
						"Search for at most %d characters.".formatted(MAX_TEXT));
			}
			String pattern = "%" + search.q().strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
					+ "%";
			conditions.add("(reference ilike ? or customer ilike ? or reseller ilike ? or package_id ilike ?)");
			for (int i = 0; i < 4; i++) {
				values.add(pattern);
			}
		}
		return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
	}

	private static void visible(Caller caller, List<String> conditions, List<Object> values) {
		if (caller.isReseller()) {
			conditions.add("reseller = ?");
			values.add(caller.id());
		}
		else if (!caller.readsEverything()) {
			conditions.add("subsidiary = any (?)");
			values.add(caller.subsidiaries().toArray(String[]::new));
		}
	}

	private static AgreementStatus status(String name) {
		for (AgreementStatus status : AgreementStatus.values()) {
			if (status.name().equals(name)) {
				return status;
			}
		}
		throw new Refusal(Kind.MALFORMED, "status-unknown",
				"There is no status of that name. Statuses are: %s.".formatted(List.of(AgreementStatus.values())));
	}

	private static String[] statuses(String stage) {
		List<String> names = new ArrayList<>();
		for (AgreementStatus status : AgreementStatus.values()) {
			if (status.stage().name().equals(stage)) {
				names.add(status.name());
			}
		}
		if (names.isEmpty()) {
			throw new Refusal(Kind.MALFORMED, "stage-unknown", "There is no stage of that name. Stages are: %s."
				.formatted(List.of(AgreementStatus.Stage.values())));
		}
		return names.toArray(String[]::new);
	}

	private static String order(String sort) {
		if (!present(sort)) {
			return " order by received_at desc, reference desc";
		}
		boolean descending = sort.startsWith("-");
		String column = ORDERS.get(descending ? sort.substring(1) : sort);
		if (column == null) {
			throw new Refusal(Kind.MALFORMED, "sort-unknown", "Sort by one of %s, with a leading - for descending."
				.formatted(ORDERS.keySet().stream().sorted().toList()));
		}
		return " order by " + column + (descending ? " desc" : " asc") + " nulls last, reference desc";
	}

	private static boolean present(String text) {
		return text != null && !text.isBlank();
	}

	@Override
	public Detail detail(String reference, Caller caller) {
		Row row = this.jdbc
			.query("select * from countersign.agreement where reference = ?", (found, number) -> row(found), reference)
			.stream()
			.filter((found) -> this.visibility.reaches(caller, reference, found.reseller(), found.subsidiary()))
			.findFirst()
			.orElseThrow(() -> AgreementService.unknown(reference));
		Map<Integer, List<Finding>> findings = new LinkedHashMap<>();
		this.jdbc.query("select * from countersign.finding where reference = ? order by number, position", (found) -> {
			findings.computeIfAbsent(found.getInt("number"), (number) -> new ArrayList<>())
				.add(Submissions.finding(found));
		}, reference);
		List<DocumentView> documents = this.jdbc.query(
				DOCUMENT_COLUMNS + "where s.reference = ? order by s.number desc, s.role, s.position",
				(found, number) -> document(found), reference);
		AgreementPackage[] facts = new AgreementPackage[1];
		Lineage.Version[] former = new Lineage.Version[1];
		List<SubmissionView> submitted = this.jdbc
			.query("select * from countersign.submission where reference = ? order by number", (found, index) -> {
				facts[0] = this.submissions.facts(found.getString("facts"));
				int number = found.getInt("number");
				List<Finding> own = findings.getOrDefault(number, List.of());
				Lineage.Version present = this.submissions.version(number, facts[0], received(documents, number), own);
				SubmissionComparison comparison = (former[0] != null) ? Lineage.compare(former[0], present) : null;
				former[0] = present;
				return new SubmissionView(number, instant(found, "received_at"), found.getString("received_from"),
						found.getString("content_hash"), own, found.getString("route"),
						caller.isReseller() ? null : found.getString("route_reason"),
						shown(this.submissions.decisions(found.getString("decisions")), caller), comparison);
			}, reference);
		List<AuditTrail.Entry> timeline = timeline(reference, caller);
		List<WorkItem> tasks = caller.isReseller() ? List.of()
				: this.jdbc.query(TASK_COLUMNS + "where w.reference = ? order by w.created_at",
						(found, number) -> workItem(found), reference);
		Map<String, String> names = new LinkedHashMap<>();
		timeline.forEach((entry) -> names.computeIfAbsent(entry.actor(), this.people::nameOf));
		tasks.stream()
			.map(WorkItem::assignee)
			.filter((assignee) -> assignee != null)
			.forEach((assignee) -> names.computeIfAbsent(assignee, this.people::nameOf));
		AgreementPackage newest = facts[0];
		LocalDate start = (newest.term() != null) ? newest.term().start() : null;
		LocalDate end = (newest.term() != null) ? newest.term().end() : null;
		return new Detail(row, newest, start, end, findings.getOrDefault(row.submission(), List.of()), submitted,
				documents, timeline, tasks, names, preflighted(newest.preflight(), row.reseller()),
				caller.isReseller() ? ReviewState.NONE : review(row));
	}

	@Override
	public Optional<DocumentView> document(String reference, String sha256, Caller caller) {
		this.jdbc
			.query("select reseller, subsidiary from countersign.agreement where reference = ?",
					(found, number) -> this.visibility.reaches(caller, reference, found.getString("reseller"),
							found.getString("subsidiary")),
					reference)
			.stream()
			.filter((visible) -> visible)
			.findFirst()
			.orElseThrow(() -> AgreementService.unknown(reference));
		return this.jdbc
			.query(DOCUMENT_COLUMNS
					+ "where s.reference = ? and s.sha256 = ? order by s.number desc, s.role, s.position limit 1",
					(found, number) -> document(found), reference, sha256)
			.stream()
			.findFirst()
			.or(() -> formerVersion(reference, sha256));
	}

	/** Addresses that were told once keep their documents. */
	private Optional<DocumentView> formerVersion(String reference, String sha256) {
		return this.jdbc.query("""
				select v.former_sha256 as sha256, s.type, s.code, s.file_name, s.role, s.number, d.pages, d.size,
					null as level, null::timestamptz as stamped_at
				from countersign.signature_version v
				join countersign.submission_document s on s.reference = v.reference and s.number = v.submission
					and s.role = 'COUNTERSIGNED'
				join countersign.document d on d.sha256 = v.former_sha256
				where v.reference = ? and v.former_sha256 = ?""", (found, number) -> document(found), reference, sha256)
			.stream()
			.findFirst();
	}

	private static DocumentView document(ResultSet row) throws SQLException {
		return new DocumentView(row.getString("sha256"), row.getString("type"), row.getString("code"),
				row.getString("file_name"), row.getString("role"), row.getInt("number"), row.getInt("pages"),
				row.getLong("size"),
				(row.getString("level") != null) ? SignatureLevel.valueOf(row.getString("level")) : null,
				instant(row, "stamped_at"));
	}

	private List<AuditTrail.Entry> timeline(String reference, Caller caller) {
		List<AuditTrail.Entry> timeline = this.audit.of(reference);
		return !caller.isReseller() ? timeline : timeline.stream()
			.map((entry) -> new AuditTrail.Entry(entry.sequence(), entry.reference(), entry.type(), entry.occurredAt(),
					entry.actor(), entry.summary(), AgreementEvent.open(entry.type(), entry.facts())))
			.toList();
	}

	private Preflighted preflighted(String number, String reseller) {
		return (number != null) ? this.receipts.find(number, reseller)
			.map((receipt) -> new Preflighted(receipt.number(), receipt.issuedAt()))
			.orElse(null) : null;
	}

	private static List<DecisionRecord> shown(List<DecisionRecord> decisions, Caller caller) {
		return !caller.isReseller() ? decisions
				: decisions.stream()
					.filter((decision) -> !decision.internal())
					.map((decision) -> decision.asked(Map.of()))
					.toList();
	}

	private ReviewState review(Row row) {
		String reference = row.reference();
		int number = row.submission();
		return new ReviewState(this.judgements.sampled(reference, number),
				this.judgements.acceptances(reference, number), this.judgements.exemptions(reference, number),
				this.judgements.notes(reference, number), this.judgements.decisions(reference));
	}

	private static List<Lineage.Document> received(List<DocumentView> documents, int submission) {
		return documents.stream()
			.filter((document) -> document.submission() == submission && document.role().equals("RECEIVED"))
			.map((document) -> new Lineage.Document(document.fileName(), document.type(), document.code(),
					document.sha256()))
			.toList();
	}

	@Override
	public List<WorkItem> work(Caller caller, int limit) {
		return this.jdbc.query(
				TASK_COLUMNS + "where " + MINE + " order by w.priority desc, w.due_at nulls last, w.created_at limit ?",
				(found, number) -> workItem(found), caller.id(), caller.groups().toArray(String[]::new), caller.id(),
				limit);
	}

	@Override
	public Optional<WorkItem> task(String taskId, Caller caller) {
		if (taskId.indexOf('\0') >= 0) {
			return Optional.empty();
		}
		return this.jdbc.query(TASK_COLUMNS
				+ "where w.task_id = ? and (w.assignee = ? or w.groups && ?::varchar[] or w.candidates && array[?]::varchar[])",
				(found, number) -> workItem(found), taskId, caller.id(), caller.groups().toArray(String[]::new),
				caller.id())
			.stream()
			.findFirst();
	}

	@Override
	public Map<AgreementStatus, Long> counts(Caller caller) {
		List<String> conditions = new ArrayList<>();
		List<Object> values = new ArrayList<>();
		visible(caller, conditions, values);
		Map<AgreementStatus, Long> counts = new EnumMap<>(AgreementStatus.class);
		this.jdbc.query("select status, count(*) from countersign.agreement"
				+ (conditions.isEmpty() ? "" : " where " + conditions.get(0)) + " group by status", (found) -> {
					counts.put(AgreementStatus.valueOf(found.getString(1)), found.getLong(2));
				}, values.toArray());
		return counts;
	}

	private static Row row(ResultSet row) throws SQLException {
		AgreementStatus status = AgreementStatus.valueOf(row.getString("status"));
		return new Row(row.getString("reference"), row.getString("reseller"), row.getString("subsidiary"),
				row.getString("programme"), row.getString("scenario"), row.getString("segment"),
				row.getString("customer"), new Money(row.getBigDecimal("total_value"), row.getString("currency")),
				status, status.stage().name(), row.getString("waits_for"), instant(row, "waits_since"),
				instant(row, "waits_until"), instant(row, "received_at"), instant(row, "changed_at"),
				row.getInt("submission"));
	}

	private static WorkItem workItem(ResultSet row) throws SQLException {
		return new WorkItem(row.getString("task_id"), row.getString("task_key"), row.getString("name"),
				WorkSubject.Kind.valueOf(row.getString("kind")), row.getString("reference"), row.getString("customer"),
				new Money(row.getBigDecimal("value"), row.getString("currency")), row.getString("status"),
				row.getString("assignee"), List.of((String[]) row.getArray("groups").getArray()),
				row.getInt("priority"), instant(row, "created_at"), instant(row, "due_at"));
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

}
