package io.countersign.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.Examination;
import io.countersign.agreement.Finding;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.agreement.PreparedWork;
import io.countersign.agreement.Route;
import io.countersign.agreement.StoredSubmission;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentSignatures;
import io.countersign.document.DocumentStore;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;
import io.countersign.validation.Policies.RouteChoice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Examines packages by every rule, routes them by policy and records what a person judged
 * about those that are not clear.
 */
@Service
public class ValidationService {

	private static final Logger log = LoggerFactory.getLogger(ValidationService.class);

	private static final int LONGEST_REASON = 2000;

	private final Policies policies;

	private final Sampling sampling;

	private final AgreementService agreements;

	private final DocumentStore documents;

	private final DocumentGuard guard;

	private final DocumentSignatures signatures;

	ValidationService(Policies policies, Sampling sampling, AgreementService agreements, DocumentStore documents,
			DocumentGuard guard, DocumentSignatures signatures) {
		this.policies = policies;
		this.sampling = sampling;
		this.agreements = agreements;
		this.documents = documents;
		this.guard = guard;
		this.signatures = signatures;
	}

	/**
	 * Examines a submission. Changes nothing and needs no transaction.
	 * @return every finding of every rule, and the way policy chooses
	 */
	public Examination examine(IncomingSubmission submission) {
		return examine(submission, Rules.ALL);
	}

	Examination examine(IncomingSubmission submission, List<Rule> rules) {
		Undrawn undrawn = undrawn(submission, rules);
		Examination examination = undrawn.examination();
		return this.sampling.draws(submission.reference(), undrawn.sampleOneIn())
				? examination.drawn(
						"Drawn for a second look, one in %d. %s".formatted(undrawn.sampleOneIn(), examination.reason()))
				: examination;
	}

	/**
	 * Examines a package that is not submitted: the same rules and the same policy, but
	 * nothing is drawn, so that nobody learns what the draw would say.
	 */
	Undrawn examineWithoutDraw(IncomingSubmission submission) {
		return undrawn(submission, Rules.ALL);
	}

	/**
	 * An examination before the draw for a second look.
	 *
	 * @param sampleOneIn policy draws one in so many; 0 none
	 */
	record Undrawn(Examination examination, int sampleOneIn) {
	}

	private Undrawn undrawn(IncomingSubmission submission, List<Rule> rules) {
		Dossier dossier = new Dossier(submission, this.policies, this.signatures);
		List<Finding> findings = new ArrayList<>();
		for (Rule rule : rules) {
			try {
				findings.addAll(rule.apply(dossier));
			}
			catch (RuntimeException | StackOverflowError ex) {
				findings.add(failed(submission.reference(), "Rule %s (%s)".formatted(rule.code(), rule.title()), ex));
			}
		}
		Map<String, Integer> repeated = submission.history().repeated();
		findings.replaceAll((finding) -> repeated.containsKey(finding.code())
				? finding.repeated(repeated.get(finding.code())) : finding);
		RouteChoice choice = routed(dossier, submission.reference(), findings);
		return new Undrawn(new Examination(findings, choice.route(), choice.reason(), false, choice.version(),
				dossier.decisions(), dossier.terms()), choice.sampleOneIn());
	}

	private RouteChoice routed(Dossier dossier, String reference, List<Finding> findings) {
		RouteChoice choice;
		try {
			choice = dossier.policies()
				.route(dossier.facts(), count(findings, Severity.BLOCKER), count(findings, Severity.WARNING),
						!dossier.terms().isEmpty());
		}
		catch (RuntimeException ex) {
			findings.add(failed(reference, "The policy of review", ex));
			return new RouteChoice((count(findings, Severity.BLOCKER) > 0) ? Route.RETURN : Route.REVIEW, 0,
					"The policy of review failed; a person decides.", 0);
		}
		if (!allowed(choice.route(), dossier, findings)) {
			log.error("ALERT: {} version {} chose {} for {}, which its findings do not allow; it goes to review",
					Policies.REVIEW_ROUTE, choice.version(), choice.route(), reference);
			return new RouteChoice(Route.REVIEW, 0,
					"Policy chose %s, which the findings do not allow.".formatted(choice.route()), choice.version());
		}
		return choice;
	}

	/**
	 * The floor under the policy: no table may send on what a rule blocks, skip a person
	 * where a rule doubts, or sign special terms that nobody decided on. An amendment
	 * that needs no decision is still a paper from outside: a person reads it.
	 */
	private static boolean allowed(Route route, Dossier dossier, List<Finding> findings) {
		if (route == Route.RETURN || route == Route.REVIEW) {
			return true;
		}
		return count(findings, Severity.BLOCKER) == 0 && count(findings, Severity.WARNING) == 0
				&& (route == Route.TERMS || dossier.terms().isEmpty())
				&& (route != Route.STRAIGHT_THROUGH || dossier.facts().amendments().isEmpty());
	}

	private static Finding failed(String reference, String what, Throwable failure) {
		log.error("ALERT: {} failed for {}; a person has to look", what, reference, failure);
		Rule rule = Rules.FAILED;
		return new Finding(rule.code(), rule.severity(), rule.faultParty(), rule.reasonCode(), null, null, null, null,
				null, what + " could not be applied.", rule.cure(), 0);
	}

	private static long count(List<Finding> findings, Severity severity) {
		return findings.stream().filter((finding) -> finding.severity() == severity).count();
	}

	/**
	 * Validates the newest submission: takes what was prepared, or examines what is
	 * stored.
	 * @return the way it takes
	 */
	@Transactional
	Route validate(String reference) {
		Examination examination = PreparedWork.of(reference)
			.flatMap((work) -> work.find(Examination.class))
			.orElseGet(() -> examine(stored(reference)));
		this.agreements.validated(reference, examination);
		return examination.route();
	}

	/** The newest submission as it came in, read again from the store. */
	IncomingSubmission stored(String reference) {
		Agreement agreement = this.agreements.load(reference);
		StoredSubmission stored = this.agreements.latestSubmission(reference);
		List<ReceivedDocument> received = new ArrayList<>();
		for (StoredDocument document : stored.documents()) {
			if (document.role().equals("RECEIVED")) {
				byte[] bytes = this.documents.find(document.sha256())
					.orElseThrow(() -> new IllegalStateException(
							"Document %s of %s is not in the store".formatted(document.sha256(), reference)))
					.bytes();
				received.add(
						new ReceivedDocument(
								stored.facts()
									.documents()
									.stream()
									.filter((entry) -> entry.fileName().equals(document.fileName()))
									.findFirst()
									.orElseThrow(() -> new IllegalStateException("The facts of %s do not list %s"
										.formatted(reference, document.fileName()))),
								this.guard.open(document.fileName(), bytes)));
			}
		}
		return new IncomingSubmission(reference, stored.number(), agreement.reseller(), agreement.subsidiary(),
				stored.facts(), received, stored.contentHash(), stored.receivedAt(), this.agreements.history(reference),
				stored.preparedBy());
	}

	/**
	 * Checks a reviewer's answers against each other and against what was judged so far.
	 * @throws Refusal with a sentence for the reviewer
	 */
	void checkReview(String reference, TaskAnswers answers) {
		String decision = answers.text("decision").orElse("");
		if (!List.of("pass", "return", "escalate", "decline").contains(decision)) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to pass the package, to return it, to ask the lead or to decline it.");
		}
		String reason = answers.text("reason").map(String::strip).orElse("");
		if (reason.length() > LONGEST_REASON) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-too-long",
					"The reason has more than %d characters.".formatted(LONGEST_REASON));
		}
		if (reason.isEmpty() && !decision.equals("pass")) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing", decision.equals("escalate")
					? "Say why the lead should grant an exception." : "Give a reason: the reseller reads it.");
		}
		this.agreements.checkReview(reference, decision, answers.by());
	}

	/**
	 * Records what a reviewer decided.
	 * @return whether special terms have to be decided next
	 */
	@Transactional
	boolean reviewed(String reference, TaskAnswers answers) {
		checkReview(reference, answers);
		return this.agreements.reviewed(reference, answers.required("decision"),
				answers.text("reason").map(String::strip).orElse(null), answers.by());
	}

}
