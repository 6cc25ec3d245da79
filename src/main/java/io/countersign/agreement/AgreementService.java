package io.countersign.agreement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementEvent.Happened;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;

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

	private static final String HELD_BACK = "A time stamp on the signature, then the acknowledgement by the ROC";

	private static final String REVIEW = "Review by a customer lifecycle manager";

	private final Agreements agreements;

	private final Submissions submissions;

	private final PackageHistories histories;

	private final DeadlinePolicy deadlines;

	private final Judgements judgements;

	private final People people;

	private final AgreementEvents events;

	AgreementService(Agreements agreements, Submissions submissions, PackageHistories histories,
			DeadlinePolicy deadlines, Judgements judgements, People people, AgreementEvents events) {
		this.agreements = agreements;
		this.submissions = submissions;
		this.histories = histories;
		this.deadlines = deadlines;
		this.judgements = judgements;
		this.people = people;
		this.events = events;
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
		return this.histories.of(agreement.reseller(), reference, latestSubmission(reference).facts());
	}

	/**
	 * Whether somebody has to decide on terms before the newest submission is signed: it
	 * has amendments, and its examination did not find all of them free of that.
	 */
	public boolean termsAsked(String reference) {
		StoredSubmission newest = latestSubmission(reference);
		return newest.facts().asksSpecialTerms()
				&& this.submissions.termsAsked(reference, newest.number()).orElse(true);
	}

	/**
	 * What somebody has to approve before the newest submission is signed, each with the
	 * request that asks for it by now.
	 */
	public List<PackageTerm> terms(String reference) {
		return this.submissions.terms(latestSubmission(reference));
	}

	/** What the newest submission asks for without naming a request is asked in one. */
	public void termsAskedIn(String reference, String request) {
		this.submissions.termsAskedIn(reference, load(reference).submission(), request);
	}

	/** Our signature on the newest submission, once there is one. */
	public Optional<Countersignature> countersignature(String reference) {
		return this.submissions.countersignature(reference, load(reference).submission());
	}

	/** The findings of the newest submission, in the order of their rules. */
	public List<Finding> findings(String reference) {
		return this.submissions.findings(reference, load(reference).submission());
	}

	/**
	 * Everybody of the desk who judged the newest submission or put it together: none of
	 * them may sign it or decide about its terms.
	 */
	public Set<String> reviewers(String reference) {
		return this.judgements.involved(reference, load(reference).submission());
	}

	/**
	 * Refuses a reviewer who prepared the newest submission, or who sent it back to
	 * review instead of signing it.
	 * @throws Refusal with a sentence for the person
	 */
	public void checkReviewer(String reference, String person) {
		this.judgements.expectJudge(reference, load(reference).submission(), person);
	}

	/**
	 * Checks whether a reviewer may decide so about the newest submission.
	 * @param decision {@code pass}, {@code return}, {@code escalate} or {@code decline}
	 * @throws Refusal with a sentence for the person
	 */
	public void checkReview(String reference, String decision, String by) {
		Agreement agreement = load(reference);
		int number = agreement.submission();
		this.judgements.expectJudge(reference, number, by);
		List<Finding> findings = this.submissions.findings(reference, number);
		switch (decision) {
			case "pass" -> this.judgements.expectPassable(reference, number, findings, today());
			case "escalate" -> {
				this.judgements.expectNoNotes(reference, number);
				if (this.judgements.blocking(reference, number, findings).isEmpty()) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "nothing-blocks",
							"Nothing blocks this package, so there is nothing to ask an exception from.");
				}
				expectAnotherLead(agreement, by);
			}
			case "return" -> {
				if (this.judgements.sampled(reference, number) && this.judgements.notes(reference, number).isEmpty()) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "second-look-needs-finding",
							"This clean package was drawn for a second look. Note what the rules missed as a finding of your own before you return it.");
				}
			}
			default -> {
				// declining needs a reason and nothing else
			}
		}
	}

	/** Refuses to ask for an exception that nobody could decide about. */
	private void expectAnotherLead(Agreement agreement, String asker) {
		boolean another = this.people.holding(Role.CLM_LEAD, agreement.subsidiary())
			.stream()
			.anyMatch((lead) -> !lead.equals(asker)
					&& this.judgements.mayJudge(agreement.reference(), agreement.submission(), lead));
		if (!another) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "no-other-lead",
					"No other lead of %s may decide about this exception: a lead decides about what somebody else asks for, and never about a package this lead prepared or sent back. Return the package, or let somebody else review it."
						.formatted(agreement.subsidiary()));
		}
	}

	/**
	 * A submission was examined: its findings are kept and it takes the way policy chose.
	 */
	public void validated(String reference, Examination examination) {
		Agreement agreement = load(reference);
		this.submissions.examined(reference, agreement.submission(), examination);
		this.submissions.remember(agreement, examination.findings(), now());
		agreement.takes(examination.route());
		switch (examination.route()) {
			case REVIEW -> inReview(agreement);
			case TERMS -> awaitingTerms(agreement);
			default -> {
				// the next step of the process changes the status
			}
		}
		tell(Happened.VALIDATED, agreement, AgreementEvent.SYSTEM, counted(examination.findings()),
				AgreementEvents.internally(examination.reason(),
						Map.of("route", examination.route().name(), "policyVersion",
								Integer.toString(examination.policyVersion()), "sampled",
								Boolean.toString(examination.sampled()))));
	}

	/**
	 * A person reviewed the newest submission. What the reviewer noted becomes findings
	 * of the submission where it goes back or ends.
	 * @param decision {@code pass}, {@code return}, {@code escalate} or {@code decline}
	 * @return whether special terms have to be decided next
	 */
	public boolean reviewed(String reference, String decision, String reason, String by) {
		Agreement agreement = lock(reference);
		expect(agreement, AgreementStatus.IN_REVIEW);
		checkReview(reference, decision, by);
		Instant now = now();
		boolean ends = decision.equals("return") || decision.equals("decline");
		int raised = ends ? this.judgements.raise(agreement) : 0;
		this.judgements.reviewed(agreement, decision, reason, by, now);
		boolean secondLookTaken = !decision.equals("escalate")
				&& this.judgements.sampled(reference, agreement.submission());
		if (secondLookTaken) {
			this.judgements.lookedAgain(agreement, switch (decision) {
				case "pass" -> "AGREED";
				case "return" -> "DEFECT_MISSED";
				default -> "NOT_JUDGED";
			}, by, now);
		}
		agreement.decided(by, reason);
		boolean termsAsked = decision.equals("pass") && termsAsked(reference);
		if (termsAsked) {
			awaitingTerms(agreement);
		}
		else if (decision.equals("escalate")) {
			waits(agreement, "A lead's decision on an exception", "exception");
		}
		Map<String, String> facts = new LinkedHashMap<>(Map.of("decision", decision));
		if (raised > 0) {
			facts.put("ownFindings", Integer.toString(raised));
		}
		tell(Happened.REVIEWED, agreement, by, switch (decision) {
			case "pass" -> "Review passed";
			case "return" -> "Review found defects" + because(reason);
			case "escalate" -> "Review asked the lead for an exception";
			default -> "Review ended with a refusal" + because(reason);
		}, ends ? facts : AgreementEvents.internally(reason, facts));
		return termsAsked;
	}

	/**
	 * Refuses a lead who asked for the exception, prepared the package or sent it back.
	 */
	void checkExceptionBy(String reference, String person) {
		Agreement agreement = load(reference);
		if (this.judgements.exceptionAskedBy(reference, agreement.submission()).filter(person::equals).isPresent()) {
			throw new Refusal(Refusal.Kind.FORBIDDEN, "asked-for-it-yourself",
					"You asked for this exception, so another lead has to decide about it.");
		}
		this.judgements.expectJudge(reference, agreement.submission(), person);
	}

	/**
	 * A lead decided whether the newest submission may go on with what blocks it. It goes
	 * back to the review in either case.
	 */
	void exceptionDecided(String reference, ExceptionAnswer answer, String by) {
		Agreement agreement = lock(reference);
		expect(agreement, AgreementStatus.IN_REVIEW);
		checkExceptionBy(reference, by);
		String askedBy = this.judgements.exceptionAskedBy(reference, agreement.submission())
			.orElseThrow(() -> new Refusal(Refusal.Kind.CONFLICT, "no-exception-asked",
					"Nobody waits for an exception for %s.".formatted(reference)));
		Instant now = now();
		List<Finding> findings = this.submissions.findings(reference, agreement.submission());
		List<Integer> blocking = this.judgements.blocking(reference, agreement.submission(), findings);
		this.judgements.exceptionDecided(agreement, answer, by, now);
		Map<String, String> facts = new LinkedHashMap<>();
		if (answer.granted()) {
			this.judgements.reason(ReviewState.Catalogue.EXCEPTION, answer.reason(), today());
			this.judgements.exempt(agreement, blocking, answer, askedBy, by, now);
			facts.put("reason", answer.reason());
			facts.put("findings",
					blocking.stream()
						.map((position) -> findings.get(position - 1).code())
						.distinct()
						.collect(Collectors.joining(", ")));
		}
		waits(agreement, REVIEW, "review");
		tell(Happened.EXCEPTION_DECIDED, agreement, by,
				answer.granted() ? "Exception granted from what blocked the package" : "Exception refused",
				AgreementEvents.internally(answer.words(), facts));
	}

	/** A returned package is taken into review without its correction. */
	void recalled(Agreement agreement, String reason, String by) {
		expect(agreement, AgreementStatus.RETURNED);
		if (agreement.roundsUsedUp()) {
			throw new Refusal(Refusal.Kind.CONFLICT, "waits-for-lead",
					"A lead decides first whether %s may have another round.".formatted(agreement.reference()));
		}
		this.judgements.expectJudge(agreement.reference(), agreement.submission(), by);
		inReview(agreement);
		tell(Happened.RECALLED, agreement, by, "Taken back into review",
				AgreementEvents.internally(reason, Map.of("submission", Integer.toString(agreement.submission()))));
	}

	/**
	 * It is known what became of the special terms of the newest submission.
	 * @param found what it breaks of what was granted; kept beside its other findings
	 */
	public void termsDecided(String reference, boolean approved, String reason, String by, List<Finding> found) {
		Agreement agreement = load(reference);
		this.submissions.add(reference, agreement.submission(), found);
		termsDecided(reference, approved, reason, by);
	}

	/** Somebody decided on the special terms of the newest submission. */
	public void termsDecided(String reference, boolean approved, String reason, String by) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.AWAITING_TERMS);
		agreement.decided(by, reason);
		tell(Happened.TERMS_DECIDED, agreement, by,
				approved ? "Special terms approved" : "Special terms refused" + because(reason),
				AgreementEvents.internally(approved ? reason : null,
						Map.of("approved", Boolean.toString(approved), "contentHash", agreement.contentHash())));
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
	 * @param voided whose signatures are void by this decision
	 */
	public void signingDecided(String reference, String decision, String reason, String by, List<String> voided) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.READY_TO_SIGN);
		agreement.decided(by, reason);
		if (decision.equals("sign") && (agreement.route() == Route.REVIEW || agreement.route() == Route.RETURN)) {
			// An exception may have ended while the signature was waited for.
			this.judgements.expectPassable(reference, agreement.submission(),
					this.submissions.findings(reference, agreement.submission()), today());
		}
		if (decision.equals("sendBack")) {
			inReview(agreement);
			this.judgements.sentBack(agreement, reason, by, now());
		}
		tell(Happened.SIGNATURE_DECIDED, agreement, by, switch (decision) {
			case "sign" -> "Decided to sign";
			case "sendBack" -> "Sent back to review instead of signing";
			default -> "Refused to sign" + because(reason);
		} + (voided.isEmpty() ? "" : "; the signature of %s is void".formatted(String.join(" and ", voided))),
				AgreementEvents.internally(decision.equals("sendBack") ? reason : null, Map.of("decision", decision)));
	}

	/**
	 * One of two people signed.
	 * @param whom who may sign next, in words
	 */
	public void signedByFirst(String reference, CountersignedDocument document, String whom) {
		Agreement agreement = load(reference);
		expect(agreement, AgreementStatus.READY_TO_SIGN);
		waits(agreement, "Second signature by " + whom, "signing");
		tell(Happened.SIGNED_BY_FIRST, agreement, document.signatory(),
				"Signed by %s, %s; a second person has to sign".formatted(document.name(), document.capacity()),
				Map.of("sha256", document.sha256(), "contentHash", agreement.contentHash(), "signatory",
						document.signatory()));
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
	 * Our signatures prove more than before. Where a former version was replaced
	 * meanwhile, nothing changes.
	 * @param raised at most one for each submission
	 * @return whether each took effect
	 */
	public List<Boolean> signaturesRaised(List<RaisedSignature> raised) {
		List<Boolean> done = this.submissions.raised(raised);
		Map<String, Agreement> found = new HashMap<>();
		this.agreements.findByReferenceIn(raised.stream().map(RaisedSignature::reference).toList())
			.forEach((agreement) -> found.put(agreement.reference(), agreement));
		for (int i = 0; i < raised.size(); i++) {
			if (done.get(i)) {
				RaisedSignature each = raised.get(i);
				tell(Happened.SIGNATURE_RAISED, found.get(each.reference()), AgreementEvent.SYSTEM,
						(each.level() == SignatureLevel.T) ? "The time of the signature is proven by " + each.provenBy()
								: "The signature carries all that proves it later, level " + each.level(),
						Map.of("sha256", each.sha256(), "level", each.level().name(), "formerLevel",
								each.formerLevel().name(), "submission", Integer.toString(each.submission()),
								"provenAt", each.stampedAt().toString()));
			}
		}
		return done;
	}

	/** Nobody can prove the time of our signature at the moment; it is tried again. */
	public void stampPending(String reference, String problem) {
		tell(Happened.STAMP_PENDING, load(reference), AgreementEvent.SYSTEM,
				"Signed, but the time stamp that proves the time is pending: it is tried again until there is one",
				AgreementEvents.internally(problem, Map.of()));
	}

	/**
	 * The handoff to the ROC is committed to be sent.
	 * @param operationKey its idempotency key
	 * @param held whether it goes out only once the time of the signature is proven
	 */
	public void submittedToRoc(String reference, String operationKey, boolean held) {
		Agreement agreement = load(reference);
		agreement.moveTo(AgreementStatus.SUBMITTED_TO_ROC, now());
		waits(agreement, held ? HELD_BACK : "Acknowledgement by the ROC", "rocAcknowledgement");
		tell(Happened.SUBMITTED_TO_ROC, agreement, actorOf(agreement), held
				? "Submitted to the Regional Operations Center, and held back until the time of the signature is proven"
				: "Submitted to the Regional Operations Center", Map.of("operation", operationKey));
	}

	/** The handoff that was held back goes out now. */
	public void handoffReleased(String reference) {
		Agreement agreement = load(reference);
		if (agreement.status() == AgreementStatus.SUBMITTED_TO_ROC) {
			waits(agreement, "Acknowledgement by the ROC", "rocAcknowledgement");
		}
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
	 * @param issue number of the issue
	 * @param solution one of the solutions of {@code roc-issue}
	 */
	public void rocSolved(String reference, String issue, String solution, String explanation, String by) {
		Agreement agreement = load(reference);
		agreement.decided(by, explanation);
		boolean open = solution.equals("return") || solution.equals("cancel");
		tell(Happened.ROC_ISSUE_SOLVED, agreement, by, switch (solution) {
			case "resubmit" -> "Decided to submit to the ROC again";
			case "override" -> "Convinced the ROC to take it as it is";
			case "settled" -> "Settled with the ROC";
			case "return" -> "Decided to return it to the reseller" + because(explanation);
			case "cancel" -> "Decided to give the agreement up" + because(explanation);
			default -> "Decided to keep waiting for the ROC";
		}, AgreementEvents.internally(open ? null : explanation, Map.of("solution", solution, "issue", issue)));
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
		tell((incoming.number() == 1) ? Happened.RECEIVED : Happened.CORRECTED, agreement, incoming.preparedBy(),
				(incoming.number() == 1) ? "Package received with %d documents".formatted(incoming.documents().size())
						: "Corrected package received as submission %d".formatted(incoming.number()),
				Map.of("submission", Integer.toString(incoming.number()), "contentHash", incoming.contentHash()));
	}

	private void inReview(Agreement agreement) {
		agreement.moveTo(AgreementStatus.IN_REVIEW, now());
		waits(agreement, REVIEW, "review");
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
		this.events.tell(happened, agreement, actor, summary, facts);
	}

	/** An agreement that nobody else changes until the transaction ends. */
	Agreement lock(String reference) {
		return this.agreements.findForChange(reference).orElseThrow(() -> unknown(reference));
	}

	private Instant now() {
		return this.events.now();
	}

	private LocalDate today() {
		return LocalDate.ofInstant(now(), ZoneOffset.UTC);
	}

	static void expect(Agreement agreement, AgreementStatus status) {
		if (agreement.status() != status) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"Agreement %s is %s, no longer %s.".formatted(agreement.reference(), agreement.status(), status));
		}
	}

	static String actorOf(Agreement agreement) {
		return (agreement.decidedBy() != null) ? agreement.decidedBy() : AgreementEvent.SYSTEM;
	}

	private static Map<String, String> rocFacts(String reasonCode, Instant occurredAt) {
		return (reasonCode != null) ? Map.of("reasonCode", reasonCode, "rocTime", occurredAt.toString())
				: Map.of("rocTime", occurredAt.toString());
	}

	static String because(String reason) {
		return (reason != null && !reason.isBlank()) ? ": " + reason : "";
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
				"There is no agreement %s that you may see. Check the reference."
					.formatted(Foreign.shortened(reference)));
	}

}
