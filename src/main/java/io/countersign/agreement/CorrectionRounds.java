package io.countersign.agreement;

import java.time.Instant;
import java.util.Map;

import io.countersign.agreement.AgreementEvent.Happened;
import io.countersign.engine.TaskAnswers;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Packages that went back to the reseller: how many rounds of correction there are, when
 * each ends, and what happens while the corrected package is awaited.
 */
@Component
@Transactional(propagation = Propagation.REQUIRED)
class CorrectionRounds {

	private final AgreementService service;

	private final ResubmissionLimits limits;

	private final Judgements judgements;

	private final DeadlinePolicy deadlines;

	private final AgreementEvents events;

	CorrectionRounds(AgreementService service, ResubmissionLimits limits, Judgements judgements,
			DeadlinePolicy deadlines, AgreementEvents events) {
		this.service = service;
		this.limits = limits;
		this.judgements = judgements;
		this.deadlines = deadlines;
		this.events = events;
	}

	/**
	 * The package goes back to the reseller with its findings.
	 * @param limited whether the process asks a lead where the rounds are used up
	 * @return whether the reseller may correct it now; else a lead decides first
	 */
	boolean returned(String reference, boolean limited) {
		Agreement agreement = this.service.load(reference);
		agreement.moveTo(AgreementStatus.RETURNED, this.events.now());
		boolean roundLeft = !limited || roundLeft(agreement);
		agreement.roundsUsedUp(!roundLeft);
		if (roundLeft) {
			waitsForCorrection(agreement);
		}
		else {
			Instant now = this.events.now();
			agreement.waitsFor("A lead's decision on another round", now,
					this.deadlines.after("roundDecision", agreement.subsidiary(), now));
		}
		this.events.tell(Happened.RETURNED, agreement, AgreementService.actorOf(agreement),
				"Returned to the reseller" + AgreementService.because(agreement.decisionReason()), Map.of("submission",
						Integer.toString(agreement.submission()), "roundLeft", Boolean.toString(roundLeft)));
		return roundLeft;
	}

	/** Refuses a corrected package where none is awaited from the reseller. */
	static void expectAwaitsCorrection(Agreement agreement) {
		if (agreement.status() == AgreementStatus.EXPIRED) {
			throw new Refusal(Refusal.Kind.CONFLICT, "correction-too-late",
					"Agreement %s expired before a corrected package came. Send it as a new package."
						.formatted(agreement.reference()));
		}
		if (agreement.roundsUsedUp()) {
			throw new Refusal(Refusal.Kind.CONFLICT, "rounds-used-up",
					"The rounds of correction for %s are used up. This package was not taken; what you sent before is kept. A lead of the desk decides about another round: send it again once the agreement waits for it."
						.formatted(agreement.reference()));
		}
		if (agreement.status() != AgreementStatus.RETURNED) {
			throw new Refusal(Refusal.Kind.CONFLICT, "not-returned",
					"Agreement %s is %s. A corrected package is taken only while it is RETURNED."
						.formatted(agreement.reference(), agreement.status()));
		}
	}

	/** Whether policy or a lead leaves the newest submission another round. */
	private boolean roundLeft(Agreement agreement) {
		return agreement.submission() < this.limits.of(agreement).rounds()
				|| this.judgements.anotherRoundAllowed(agreement.reference(), agreement.submission());
	}

	/** When the present round of an agreement ends, whoever it waits for. */
	Instant roundEnd(String reference) {
		Agreement agreement = this.service.load(reference);
		return this.limits.of(agreement).end(agreement.receivedAt(), this.events.now());
	}

	/**
	 * A lead decided about another round.
	 * @param decision {@code anotherRound} or {@code decline}
	 */
	void roundDecided(String reference, String decision, String reason, String by) {
		Agreement agreement = this.service.lock(reference);
		AgreementService.expect(agreement, AgreementStatus.RETURNED);
		this.judgements.roundDecided(agreement, decision, reason, by, this.events.now());
		agreement.decided(by, reason);
		if (decision.equals("anotherRound")) {
			agreement.roundsUsedUp(false);
			waitsForCorrection(agreement);
		}
		this.events.tell(Happened.ROUND_DECIDED, agreement, by,
				(decision.equals("anotherRound") ? "Another round is allowed" : "No other round is allowed")
						+ AgreementService.because(reason),
				Map.of("decision", decision));
	}

	private void waitsForCorrection(Agreement agreement) {
		Instant now = this.events.now();
		agreement.waitsFor("A corrected package from the reseller", now,
				this.limits.of(agreement).end(agreement.receivedAt(), now));
	}

	void resellerReminded(String reference) {
		Agreement agreement = this.service.load(reference);
		this.events.tell(Happened.RESELLER_REMINDED, agreement, AgreementEvent.SYSTEM,
				"Reminded the reseller of the corrected package that is due", Map.of("reseller", agreement.reseller()));
	}

	void resellerChased(String reference, TaskAnswers answers) {
		this.events.tell(Happened.RESELLER_CHASED, this.service.load(reference), answers.by(),
				answers.required("outcome").equals("contacted") ? "Spoke to the reseller about the corrected package"
						: "Could not reach the reseller about the corrected package",
				AgreementEvents.internally(answers.text("note").orElse(null),
						Map.of("outcome", answers.required("outcome"))));
	}

	void expired(String reference) {
		Agreement agreement = this.service.load(reference);
		boolean awaited = !agreement.roundsUsedUp();
		agreement.moveTo(AgreementStatus.EXPIRED, this.events.now());
		this.events.tell(Happened.EXPIRED, agreement, AgreementEvent.SYSTEM, awaited
				? "Expired: no corrected package arrived in time" : "Expired: nobody decided on another round in time",
				Map.of());
	}

}
