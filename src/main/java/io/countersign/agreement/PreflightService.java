package io.countersign.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.agreement.Arrivals.Arrival;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Looks at a package before it is submitted, with the same code that will look at it
 * then. Opens nothing, takes no agreement number, draws nothing and signs nothing; keeps
 * a dated receipt that a submission may refer to.
 */
@Service
class PreflightService {

	/** Stands where a submission has its agreement's number. */
	static final String NO_AGREEMENT = "pre-flight";

	/**
	 * The answer to a pre-flight.
	 *
	 * @param findings every finding that a submission of the same package would have now
	 * @param way the way it would take; its parts stand beside the findings
	 */
	record Preflight(List<Finding> findings, @JsonUnwrapped RoutePreview way, IssuedReceipt receipt) {
	}

	/**
	 * Who would have to act, in order.
	 *
	 * @param reason why that way, one sentence of the policy
	 * @param secondLook what policy says about drawing such packages for a second look;
	 * {@code null} where it draws none. Never whether this one would be drawn
	 */
	record RoutePreview(Route route, String reason, List<Step> steps, String secondLook) {
	}

	/** Something that somebody has to do. */
	enum Action {

		CORRECT, REVIEW, DECIDE_TERMS, SIGN, ACCEPT

	}

	/**
	 * One thing to do on the way.
	 *
	 * @param who in which office, in words; names nobody
	 * @param within time allowed by policy once it is their turn, for instance
	 * {@code 1 business day}; {@code at once} where nobody has to act
	 */
	record Step(Action step, String who, String within) {
	}

	private final Arrivals arrivals;

	private final Agreements agreements;

	private final PackageReader reader;

	private final ObjectProvider<Foresight> foresights;

	private final DeadlinePolicy deadlines;

	private final ResubmissionLimits limits;

	private final PreflightReceipts receipts;

	PreflightService(Arrivals arrivals, Agreements agreements, PackageReader reader,
			ObjectProvider<Foresight> foresights, DeadlinePolicy deadlines, ResubmissionLimits limits,
			PreflightReceipts receipts) {
		this.arrivals = arrivals;
		this.agreements = agreements;
		this.reader = reader;
		this.foresights = foresights;
		this.deadlines = deadlines;
		this.limits = limits;
		this.receipts = receipts;
	}

	/**
	 * Examines a package that is not submitted.
	 * @param reference the returned agreement that it would correct; {@code null} for a
	 * new one
	 * @throws Refusal as a submission would be refused; no receipt is kept then
	 */
	Preflight check(Caller caller, String reference, PackageParts parts) {
		String reseller = AgreementIntake.reseller(caller);
		Arrival arrival = (reference != null)
				? this.arrivals.correction(returned(caller, reference), reseller, reseller, parts.facts(),
						parts.documents())
				: this.arrivals.first(reseller, reseller, parts.facts(), parts.documents(),
						(facts, today) -> NO_AGREEMENT);
		IncomingSubmission submission = arrival.submission();
		Preview preview = new Preview();
		this.foresights.orderedStream().forEach((foresight) -> foresight.foresee(submission, preview));
		IssuedReceipt receipt = receipt(submission, preview);
		this.receipts.issue(reseller, receipt);
		return new Preflight(preview.examination().findings(), route(submission, preview, receipt.blockers()), receipt);
	}

	/**
	 * A receipt, for its owner.
	 * @throws Refusal if the caller owns none of that number
	 */
	IssuedReceipt read(Caller caller, String number) {
		return this.receipts.find(number, caller.id())
			.filter((receipt) -> caller.isReseller())
			.orElseThrow(() -> new Refusal(Kind.UNKNOWN, "preflight-unknown",
					"You have no pre-flight receipt of that number. Receipts are kept for a while only, unless a submission refers to them."));
	}

	private Agreement returned(Caller caller, String reference) {
		Agreement present = this.agreements.findById(reference)
			.filter((agreement) -> caller.maySee(agreement.reseller(), agreement.subsidiary()))
			.orElseThrow(() -> AgreementService.unknown(reference));
		CorrectionRounds.expectAwaitsCorrection(present);
		return present;
	}

	private IssuedReceipt receipt(IncomingSubmission submission, Preview preview) {
		Map<String, String> documents = new TreeMap<>();
		submission.documents()
			.forEach((document) -> documents.put(document.entry().fileName(), document.pdf().sha256()));
		Examination examination = preview.examination();
		return new IssuedReceipt(this.receipts.nextNumber(submission.receivedAt()), submission.facts().packageId(),
				this.reader.factsHash(submission.facts()), documents, preview.rulesVersion(), tables(examination),
				examination.route(), count(examination, Finding.Severity.BLOCKER),
				count(examination, Finding.Severity.WARNING), submission.receivedAt());
	}

	private static Map<String, Integer> tables(Examination examination) {
		Map<String, Integer> tables = new TreeMap<>();
		examination.decisions().forEach((decision) -> tables.put(decision.key(), decision.version()));
		return tables;
	}

	private RoutePreview route(IncomingSubmission submission, Preview preview, int blockers) {
		Route route = preview.examination().route();
		String desk = submission.subsidiary();
		List<Step> steps = new ArrayList<>();
		if (route == Route.RETURN) {
			steps.add(new Step(Action.CORRECT, "you: " + counted(blockers) + " would come back to you", "%d days"
				.formatted(this.limits
					.of(submission.facts().programme().code(), submission.facts().segment(), submission.receivedAt())
					.daysPerRound())));
			return new RoutePreview(route, preview.examination().reason(), steps, null);
		}
		if (route == Route.REVIEW) {
			steps.add(new Step(Action.REVIEW, "a customer lifecycle manager (%s)".formatted(desk),
					this.deadlines.allowed("review")));
		}
		preview.termsDeciders()
			.forEach((whom) -> steps
				.add(new Step(Action.DECIDE_TERMS, "%s (%s)".formatted(whom, desk), this.deadlines.allowed("terms"))));
		steps.add((route == Route.STRAIGHT_THROUGH)
				? new Step(Action.SIGN, "nobody: the standing authority signs", "at once") : new Step(Action.SIGN,
						"%s (%s)".formatted(preview.signatories(), desk), this.deadlines.allowed("signing")));
		steps.add(new Step(Action.ACCEPT, "the Regional Operations Center", this.deadlines.allowed("rocAcceptance")));
		return new RoutePreview(route, preview.examination().reason(), steps, secondLook(preview));
	}

	private static String counted(int blockers) {
		return switch (blockers) {
			case 0 -> "the package";
			case 1 -> "the package with one blocker";
			default -> "the package with %d blockers".formatted(blockers);
		};
	}

	private static String secondLook(Preview preview) {
		return (preview.secondLookOneIn() > 0)
				? "One in %d such packages is drawn for a review first. Which one cannot be told beforehand."
					.formatted(preview.secondLookOneIn())
				: null;
	}

	private static int count(Examination examination, Finding.Severity severity) {
		return (int) examination.findings().stream().filter((finding) -> finding.severity() == severity).count();
	}

}
