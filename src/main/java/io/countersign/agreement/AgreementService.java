package io.countersign.agreement;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.countersign.agreement.AgreementEvent.Happened;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The record of agreements as the capabilities see it: each method is something that
 * happened. It checks that it may happen now, changes the agreement and publishes exactly
 * one event, all in the caller's transaction.
 */
@Service
@Transactional(propagation = Propagation.REQUIRED)
public class AgreementService {

	private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

	private final Agreements agreements;

	private final Submissions submissions;

	private final PackageHistories histories;

	private final DeadlinePolicy deadlines;

	private final JdbcTemplate jdbc;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	AgreementService(Agreements agreements, Submissions submissions, PackageHistories histories,
			DeadlinePolicy deadlines, JdbcTemplate jdbc, ApplicationEventPublisher events, Clock clock) {
		this.agreements = agreements;
		this.submissions = submissions;
		this.histories = histories;
		this.deadlines = deadlines;
		this.jdbc = jdbc;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * An agreement by its number.
	 * @throws Refusal if there is none
	 */
	public Agreement load(String reference) {
		return this.agreements.findById(reference).orElseThrow(() -> unknown(reference));
	}

	/** The newest submission with its facts and the addresses of its documents. */
	public StoredSubmission latestSubmission(String reference) {
		return PreparedWork.of(reference)
			.flatMap((work) -> work.find(StoredSubmission.class))
			.orElseGet(() -> this.submissions.stored(reference, load(reference).submission()));
	}

	/** What is known about the newest submission beside its own content. */
	public PackageHistory history(String reference) {
		Agreement agreement = load(reference);
		return this.histories.of(agreement.reseller(), reference, agreement.submission(),
				latestSubmission(reference).facts());
	}

	/** Our signature on the newest submission, once there is one. */
	public Optional<Countersignature> countersignature(String reference) {
		return this.submissions.countersignature(reference, load(reference).submission());
	}

	/** The findings of the newest submission, in the order of their rules. */
	public List<Finding> findings(String reference) {
		return this.submissions.findings(reference, load(reference).submission());
	}

	/** Everybody who reviewed the newest submission: none of them may sign it. */
	public Set<String> reviewers(String reference) {
		return Set.copyOf(this.jdbc.queryForList(
				"select distinct reviewed_by from countersign.review where reference = ? and number = ?", String.class,
				reference, load(reference).submission()));
	}

	/**
	 * A submission was examined: its findings are kept and it takes the way policy chose.
	 */
	public void validated(String reference, Examination examination) {
		Agreement agreement = load(reference);
		this.submissions.examined(reference, agreement.submission(), examination);
		agreement.takes(examination.route());
		switch (examination.route()) {
			case REVIEW -> inReview(agreement);
			case TERMS -> awaitingTerms(agreement);
			default -> {
				// the next step of the process changes the status
			}
		}
		tell(Happened.VALIDATED, agreement, AgreementEvent.SYSTEM,
				"%s %s".formatted(counted(examination.findings()), examination.reason()),
				Map.of("route", examination.route().name(), "policyVersion",
						Integer.toString(examination.policyVersion()), "sampled",
						Boolean.toString(examination.sampled())));
	}

	/**
	 * A person reviewed the newest submission.
	 * @param decision {@code pass}, {@code return} or {@code decline}
	 * @return whether special terms have to be decided next
	 */
	public boolean reviewed(String reference, String decision, String reason, String by) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.IN_REVIEW);
		this.jdbc.update(
				"insert into countersign.review (id, reference, number, decision, reason, reviewed_by, reviewed_at) values (?, ?, ?, ?, ?, ?, ?)",
				newId(), reference, agreement.submission(), decision, reason, by, now().atOffset(ZoneOffset.UTC));
		agreement.decided(by, reason);
		boolean termsAsked = decision.equals("pass") && latestSubmission(reference).facts().asksSpecialTerms();
		if (termsAsked) {
			awaitingTerms(agreement);
		}
		tell(Happened.REVIEWED, agreement, by, switch (decision) {
			case "pass" -> "Review passed" + because(reason);
			case "return" -> "Review found defects" + because(reason);
			default -> "Review ended with a refusal" + because(reason);
		}, Map.of("decision", decision));
		return termsAsked;
	}

	/** The package goes back to the reseller with its findings. */
	public void returned(String reference) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.RETURNED, now());
		waits(agreement, "A corrected package from the reseller", "resellerExpiry");
		tell(Happened.RETURNED, agreement, actorOf(agreement),
				"Returned to the reseller" + because(agreement.decisionReason()), Map.of());
	}

	void resellerReminded(String reference) {
		Agreement agreement = load(reference);
		tell(Happened.RESELLER_REMINDED, agreement, AgreementEvent.SYSTEM,
				"Reminded the reseller of the corrected package that is due", Map.of("reseller", agreement.reseller()));
	}

	void resellerChased(String reference, TaskAnswers answers) {
		tell(Happened.RESELLER_CHASED, load(reference), answers.by(),
				(answers.required("outcome").equals("contacted") ? "Spoke to the reseller about the corrected package"
						: "Could not reach the reseller about the corrected package")
						+ because(answers.text("note").orElse(null)),
				Map.of("outcome", answers.required("outcome")));
	}

	/** Somebody decided on the special terms of the newest submission. */
	public void termsDecided(String reference, boolean approved, String reason, String by) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.AWAITING_TERMS);
		agreement.decided(by, reason);
		tell(Happened.TERMS_DECIDED, agreement, by,
				(approved ? "Special terms approved" : "Special terms refused") + because(reason),
				Map.of("approved", Boolean.toString(approved), "contentHash", agreement.contentHash()));
	}

	/**
	 * A person has to sign.
	 * @param whom who may, in words
	 */
	public void readyToSign(String reference, String whom) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.READY_TO_SIGN, now());
		waits(agreement, "Signature by " + whom, "signing");
		tell(Happened.SIGNATURE_ASKED, agreement, AgreementEvent.SYSTEM, "Ready to sign by " + whom, Map.of());
	}

	/**
	 * A person with authority decided whether to sign.
	 * @param decision {@code sign}, {@code sendBack} or {@code decline}
	 */
	public void signingDecided(String reference, String decision, String reason, String by) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.READY_TO_SIGN);
		agreement.decided(by, reason);
		if (decision.equals("sendBack")) {
			inReview(agreement);
		}
		tell(Happened.SIGNATURE_DECIDED, agreement, by, switch (decision) {
			case "sign" -> "Decided to sign";
			case "sendBack" -> "Sent back to review instead of signing" + because(reason);
			default -> "Refused to sign" + because(reason);
		}, Map.of("decision", decision));
	}

	/** The agreement carries our signature. */
	public void countersigned(String reference, CountersignedDocument document) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.COUNTERSIGNED, now());
		this.submissions.addCountersigned(reference, agreement.submission(), document);
		String actor = document.signatory().equals("standing") ? AgreementEvent.SYSTEM : document.signatory();
		tell(Happened.COUNTERSIGNED, agreement, actor,
				"Countersigned by %s, %s".formatted(document.name(), document.capacity()), Map.of("sha256",
						document.sha256(), "contentHash", agreement.contentHash(), "signatory", document.signatory()));
	}

	/**
	 * The handoff to the ROC is committed to be sent.
	 * @param operationKey its idempotency key
	 */
	public void submittedToRoc(String reference, String operationKey) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.SUBMITTED_TO_ROC, now());
		waits(agreement, "Acknowledgement by the ROC", "rocAcknowledgement");
		tell(Happened.SUBMITTED_TO_ROC, agreement, actorOf(agreement), "Submitted to the Regional Operations Center",
				Map.of("operation", operationKey));
	}

	/**
	 * The ROC got further.
	 * @param caseNumber the ROC's number; {@code null} where it sent none
	 * @param invoiceNumber with {@code INVOICED}; else {@code null}
	 * @param occurredAt when, by the ROC's clock
	 * @throws Refusal if the agreement's status does not allow it
	 */
	public void rocProgressed(String reference, RocMilestone milestone, String caseNumber, String invoiceNumber,
			Instant occurredAt) {
		Agreement agreement = load(reference);
		if (milestone == RocMilestone.ACKNOWLEDGED) {
			expect(agreement, AgreementStatus.SUBMITTED_TO_ROC);
		}
		else {
			agreement.moveTo(milestone.status(), now());
		}
		agreement.knownToRocAs(caseNumber);
		agreement.invoicedAs(invoiceNumber);
		if (milestone.next() != null) {
			waits(agreement, milestone.next(), milestone.clock());
		}
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put("milestone", milestone.name());
		facts.put("rocTime", occurredAt.toString());
		if (caseNumber != null) {
			facts.put("case", caseNumber);
		}
		if (invoiceNumber != null) {
			facts.put("invoice", invoiceNumber);
		}
		tell(Happened.ROC_PROGRESSED, agreement, AgreementEvent.ROC, switch (milestone) {
			case ACKNOWLEDGED -> "Acknowledged by the ROC" + ((caseNumber != null) ? " as case " + caseNumber : "");
			case ACCEPTED -> "Accepted as valid by the ROC";
			case PROCESSED -> "Processed by the ROC";
			case INVOICED -> "Invoiced by the ROC" + ((invoiceNumber != null) ? ", invoice " + invoiceNumber : "");
		}, facts);
	}

	/** The ROC interrupts its work until something is cleared. */
	public void rocHeld(String reference, String reasonCode, String text, Instant occurredAt) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.ROC_ON_HOLD, now());
		waits(agreement, "Release of the ROC's hold", "rocInvoice");
		tell(Happened.ROC_HELD, agreement, AgreementEvent.ROC, "Put on hold by the ROC" + because(text),
				rocFacts(reasonCode, occurredAt));
	}

	/** The ROC works on after a hold. */
	public void rocReleased(String reference, Instant occurredAt) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.SUBMITTED_TO_ROC, now());
		waits(agreement, "Acceptance by the ROC", "rocAcceptance");
		tell(Happened.ROC_PROGRESSED, agreement, AgreementEvent.ROC, "Released from hold by the ROC",
				rocFacts(null, occurredAt));
	}

	/** The ROC sent the agreement back. */
	public void rocRejected(String reference, String reasonCode, String text, Instant occurredAt) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.ROC_REJECTED, now());
		waits(agreement, "A solution of the ROC's rejection", "rocIssue");
		tell(Happened.ROC_REJECTED, agreement, AgreementEvent.ROC, "Rejected by the ROC" + because(text),
				rocFacts(reasonCode, occurredAt));
	}

	/**
	 * The ROC did not answer in time.
	 * @param waitedFor what was due, in words
	 */
	public void rocSilent(String reference, String waitedFor) {
		tell(Happened.ROC_SILENT, load(reference), AgreementEvent.SYSTEM,
				"The ROC is late: " + waitedFor + " is overdue", Map.of());
	}

	/**
	 * A person solved what the ROC sent back or was silent about.
	 * @param solution {@code resubmit}, {@code return}, {@code cancel} or
	 * {@code keepWaiting}
	 */
	public void rocSolved(String reference, String solution, String explanation, String by) {
		Agreement agreement = load(reference);
		agreement.decided(by, explanation);
		tell(Happened.ROC_ISSUE_SOLVED, agreement, by, switch (solution) {
			case "resubmit" -> "Decided to submit to the ROC again" + because(explanation);
			case "return" -> "Decided to return it to the reseller" + because(explanation);
			case "cancel" -> "Decided to give the agreement up" + because(explanation);
			default -> "Decided to keep waiting for the ROC" + because(explanation);
		}, Map.of("solution", solution));
	}

	void booked(String reference) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.BOOKED, now());
		tell(Happened.BOOKED, agreement, AgreementEvent.SYSTEM, "Booked",
				Map.of("value", agreement.value().toString()));
	}

	void declined(String reference) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.DECLINED, now());
		tell(Happened.DECLINED, agreement, actorOf(agreement), "Declined" + because(agreement.decisionReason()),
				Map.of());
	}

	void expired(String reference) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.EXPIRED, now());
		tell(Happened.EXPIRED, agreement, AgreementEvent.SYSTEM, "Expired: no corrected package arrived in time",
				Map.of());
	}

	void withdrawn(Agreement agreement, String reason, String by) {
		if (agreement.status().closed() || agreement.status() == AgreementStatus.INVOICED) {
			throw new Refusal(Refusal.Kind.CONFLICT, "too-late-to-withdraw",
					"Agreement %s is %s and can no longer be withdrawn.".formatted(agreement.reference(),
							agreement.status()));
		}
		agreement.moveTo(AgreementStatus.WITHDRAWN, now());
		tell(Happened.WITHDRAWN, agreement, by, "Withdrawn" + because(reason), Map.of());
	}

	void received(Agreement agreement, IncomingSubmission incoming) {
		tell((incoming.number() == 1) ? Happened.RECEIVED : Happened.CORRECTED, agreement, incoming.reseller(),
				(incoming.number() == 1) ? "Package received with %d documents".formatted(incoming.documents().size())
						: "Corrected package received as submission %d".formatted(incoming.number()),
				Map.of("submission", Integer.toString(incoming.number()), "contentHash", incoming.contentHash()));
	}

	private void inReview(Agreement agreement) {
		agreement.moveTo(AgreementStatus.IN_REVIEW, now());
		waits(agreement, "Review by a customer lifecycle manager", "review");
	}

	private void awaitingTerms(Agreement agreement) {
		agreement.moveTo(AgreementStatus.AWAITING_TERMS, now());
		waits(agreement, "A decision on the special terms", "terms");
	}

	private void waits(Agreement agreement, String what, String clockName) {
		Instant now = now();
		agreement.waitsFor(what, now, this.deadlines.after(clockName, agreement.subsidiary(), now));
	}

	private void tell(Happened happened, Agreement agreement, String actor, String summary, Map<String, String> facts) {
		Map<String, String> all = new LinkedHashMap<>(facts);
		all.put("status", agreement.status().name());
		this.events
			.publishEvent(new AgreementEvent(happened, agreement.reference(), now(), actor, shortened(summary), all));
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

	private static UUID newId() {
		return IDS.generate();
	}

	private static void expect(Agreement agreement, AgreementStatus status) {
		if (agreement.status() != status) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"Agreement %s is %s, no longer %s.".formatted(agreement.reference(), agreement.status(), status));
		}
	}

	private static String actorOf(Agreement agreement) {
		return (agreement.decidedBy() != null) ? agreement.decidedBy() : AgreementEvent.SYSTEM;
	}

	private static Map<String, String> rocFacts(String reasonCode, Instant occurredAt) {
		return (reasonCode != null) ? Map.of("reasonCode", reasonCode, "rocTime", occurredAt.toString())
				: Map.of("rocTime", occurredAt.toString());
	}

	private static String because(String reason) {
		return (reason != null && !reason.isBlank()) ? ": " + reason : "";
	}

	private static String shortened(String summary) {
		return (summary.length() > 1000) ? summary.substring(0, 999) + "…" : summary;
	}

	private static String counted(List<Finding> findings) {
		if (findings.isEmpty()) {
			return "No findings.";
		}
		long blockers = findings.stream().filter((finding) -> finding.severity() == Finding.Severity.BLOCKER).count();
		if (findings.size() == 1) {
			return (blockers == 1) ? "One finding, which blocks." : "One finding, which does not block.";
		}
		return "%d findings, %d of them blocking.".formatted(findings.size(), blockers);
	}

	static Refusal unknown(String reference) {
		return new Refusal(Refusal.Kind.UNKNOWN, "agreement-unknown",
				"There is no agreement %s that you may see. Check the reference.".formatted(reference));
	}

}
