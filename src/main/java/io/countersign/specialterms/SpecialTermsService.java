package io.countersign.specialterms;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.DeadlinePolicy;
import io.countersign.identity.Caller;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import io.countersign.specialterms.SpecialTermsRequest.Origin;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Requests for special terms from their arrival to their seal. Every change locks the
 * request's row first, is written with one event and is told to the process by whoever
 * called.
 */
@Service
public class SpecialTermsService {

	static final String SYSTEM = "system";

	private final SpecialTermsRequests requests;

	private final Approvals approvals;

	private final TermsReader reader;

	private final RequestedTerms terms;

	private final AgreementService agreements;

	private final DeadlinePolicy deadlines;

	private final RequestChanges changes;

	SpecialTermsService(SpecialTermsRequests requests, Approvals approvals, TermsReader reader, RequestedTerms terms,
			AgreementService agreements, DeadlinePolicy deadlines, RequestChanges changes) {
		this.requests = requests;
		this.approvals = approvals;
		this.reader = reader;
		this.terms = terms;
		this.agreements = agreements;
		this.deadlines = deadlines;
		this.changes = changes;
	}

	/** A file that was stored for a revision. */
	record EvidenceFile(String kind, String fileName, String sha256) {
	}

	/**
	 * Opens a request; its process is started by whoever calls.
	 * @param by the reseller's code or a user id of the desk
	 * @param agreement {@code null} where no package asks for it
	 * @return its reference
	 */
	@Transactional
	String open(Origin origin, String reseller, String subsidiary, String by, String agreement, TermsAsked asked,
			List<EvidenceFile> files) {
		Instant now = this.changes.now();
		String reference = this.requests.nextReference(this.changes.today());
		String facts = this.reader.canonical(asked);
		String hash = Sha256.of(facts);
		this.requests.insert(new SpecialTermsRequest(reference, origin, reseller, subsidiary, agreement,
				asked.customer().legalName(), asked.customer().country(), asked.programme(), asked.segment(),
				asked.totalValue(), SpecialTermsStatus.RECEIVED, 1, hash, by, "Triage of the request", now,
				this.deadlines.after("termsTriage", subsidiary, now), null, null, null, now, now, null));
		addRevision(reference, 1, asked, facts, hash, by, now, files);
		this.changes.tell("SpecialTermsAsked", reference, by,
				"Special terms asked for %s: %s".formatted(asked.customer().legalName(), codes(asked)),
				Map.of("revision", "1", "contentHash", hash, "origin", origin.name()));
		return reference;
	}

	/**
	 * Another revision of a request. Approvals of what it leaves as it was go on to
	 * count.
	 */
	@Transactional
	void revise(SpecialTermsRequest request, String by, TermsAsked asked, List<EvidenceFile> files) {
		Instant now = this.changes.now();
		String facts = this.reader.canonical(asked);
		String hash = Sha256.of(facts);
		int revision = request.revision() + 1;
		addRevision(request.reference(), revision, asked, facts, hash, by, now, files);
		this.requests.revised(new SpecialTermsRequest(request.reference(), request.origin(), request.reseller(),
				request.subsidiary(), request.agreement(), asked.customer().legalName(), asked.customer().country(),
				asked.programme(), asked.segment(), asked.totalValue(), SpecialTermsStatus.RECEIVED, revision, hash,
				request.requestedBy(), "Triage of the request", now,
				this.deadlines.after("termsTriage", request.subsidiary(), now), null, null, null, request.receivedAt(),
				now, null));
		this.changes.tell("SpecialTermsRevised", request.reference(), by,
				"Revision %d of the special terms: %s".formatted(revision, codes(asked)),
				Map.of("revision", Integer.toString(revision), "contentHash", hash));
	}

	private void addRevision(String reference, int revision, TermsAsked asked, String facts, String hash, String by,
			Instant now, List<EvidenceFile> files) {
		this.requests.addRevision(reference, revision, facts, hash, by, now, asked.comment());
		this.requests.addTerms(reference, revision, this.terms.of(asked));
		for (int i = 0; i < files.size(); i++) {
			EvidenceFile file = files.get(i);
			this.requests.addEvidence(reference, revision, i + 1, file.kind(), file.fileName(), file.sha256());
		}
	}

	/** Grants a request whose every step is approved. */
	@Transactional
	void grant(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		if (!request.status().granted()) {
			seal(request);
		}
	}

	private void seal(SpecialTermsRequest request) {
		String reference = request.reference();
		List<ApprovalStep> steps = this.requests.steps(reference, request.revision());
		List<Approval> counting = steps.stream()
			.map((step) -> this.approvals.counting(reference, step, this.changes.today())
				.orElseThrow(() -> new IllegalStateException(
						"%s is not approved by %s".formatted(reference, step.office()))))
			.toList();
		boolean conditions = counting.stream().anyMatch((approval) -> !approval.conditions().isEmpty());
		LocalDate expiresOn = Stream
			.concat(counting.stream().map(Approval::expiresOn),
					this.requests.unaskedUntil(reference, request.revision()).stream())
			.min(LocalDate::compareTo)
			.orElseThrow();
		String by = counting.isEmpty() ? SYSTEM : counting.get(counting.size() - 1).decidedBy();
		SpecialTermsStatus status = conditions ? SpecialTermsStatus.APPROVED_WITH_CONDITIONS
				: SpecialTermsStatus.APPROVED;
		this.requests.closed(reference, status, by, null, expiresOn, this.changes.now());
		this.changes.tell("SpecialTermsApproved", reference, SYSTEM,
				"Special terms approved%s until %s".formatted(conditions ? " with conditions" : "", expiresOn),
				Map.of("expiresOn", expiresOn.toString(), "revision", Integer.toString(request.revision())));
	}

	/** Closes a request that the triage or an approver refused. */
	@Transactional
	void refuse(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		Refused refused = refusal(request);
		this.requests.closed(reference, SpecialTermsStatus.REFUSED, refused.by(), refused.reason(), null,
				this.changes.now());
		this.changes.tell("SpecialTermsRefused", reference, refused.by(), "Special terms refused: " + refused.reason(),
				Map.of("revision", Integer.toString(request.revision())));
	}

	private record Refused(String by, String reason) {
	}

	private Refused refusal(SpecialTermsRequest request) {
		return this.approvals.of(request.reference())
			.stream()
			.filter((approval) -> approval.revision() == request.revision()
					&& approval.decision() == Approval.Decision.REFUSE)
			.findFirst()
			.map((approval) -> new Refused(approval.decidedBy(), approval.reason()))
			.or(() -> this.requests.triage(request.reference(), request.revision())
				.map((triage) -> new Refused(triage.by(), triage.reason())))
			.orElseThrow(() -> new IllegalStateException("Nobody refused " + request.reference()));
	}

	/**
	 * Sends a request back to who asked.
	 * @return whether a revision of the request itself is awaited; one that a package
	 * asks for comes back with the package
	 */
	@Transactional
	boolean returned(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		Instant now = this.changes.now();
		this.requests.waits(reference, SpecialTermsStatus.RETURNED, "A revision of the request", now,
				this.deadlines.after("termsRevisionExpiry", request.subsidiary(), now));
		return request.origin() != Origin.PACKAGE;
	}

	/** Tells who asked that the revision is still awaited. */
	@Transactional
	void askerReminded(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		this.changes.tell("SpecialTermsAskerReminded", reference, SYSTEM, "Reminded that a revision is awaited",
				Map.of("requestedBy", request.requestedBy()));
	}

	/** Closes a request whose revision did not come in time. */
	@Transactional
	void revisionOverdue(String reference) {
		this.changes.lock(reference);
		this.requests.closed(reference, SpecialTermsStatus.EXPIRED, SYSTEM, "The revision did not come in time.", null,
				this.changes.now());
		this.changes.tell("SpecialTermsExpired", reference, SYSTEM, "The revision did not come in time", Map.of());
	}

	/** Accounts of everybody who decided about terms of an agreement. */
	@Transactional(readOnly = true)
	public Set<String> approvers(String agreement) {
		return this.requests.ofAgreement(agreement)
			.stream()
			.flatMap((request) -> this.approvals.of(request.reference()).stream())
			.map(Approval::decidedBy)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether every term of an agreement's newest submission that needs an approval has
	 * one that counts today.
	 */
	@Transactional(readOnly = true)
	public boolean approved(String agreement) {
		return this.requests.allGranted(this.agreements.latestSubmission(agreement), this.changes.today());
	}

	/**
	 * A revision that whoever asked sends in.
	 * @return whether the process runs; else it has to be started anew
	 * @throws Refusal if the request takes none now
	 */
	@Transactional
	boolean reviseAsked(String reference, String by, TermsAsked asked, List<EvidenceFile> files) {
		SpecialTermsRequest request = this.changes.lock(reference);
		if (request.origin() == Origin.PACKAGE) {
			throw new Refusal(Refusal.Kind.CONFLICT, "revised-with-the-package",
					"The package %s asks for these terms. Send a corrected package.".formatted(request.agreement()));
		}
		if (request.status() == SpecialTermsStatus.WITHDRAWN
				|| (request.status().granted() && request.agreement() != null)) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"%s is %s and takes no revision. Ask anew.".formatted(reference, request.status()));
		}
		revise(request, by, asked, files);
		return !request.status().closed();
	}

	/**
	 * Takes a request back.
	 * @return whether its process runs and has to be told
	 * @throws Refusal if it is too late
	 */
	@Transactional
	boolean withdrawn(String reference, String by, String reason) {
		SpecialTermsRequest request = this.changes.lock(reference);
		if (request.origin() == Origin.PACKAGE) {
			throw new Refusal(Refusal.Kind.CONFLICT, "withdrawn-with-the-package",
					"The package %s asks for these terms. Withdraw the package.".formatted(request.agreement()));
		}
		if ((request.status().closed() && !request.status().granted()) || request.agreement() != null) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"%s is %s and cannot be withdrawn any more.".formatted(reference, request.status()));
		}
		withdraw(request, by, reason);
		return !request.status().closed();
	}

	private void withdraw(SpecialTermsRequest request, String by, String reason) {
		this.requests.closed(request.reference(), SpecialTermsStatus.WITHDRAWN, by, reason, null, this.changes.now());
		this.changes.tell("SpecialTermsWithdrawn", request.reference(), by, "Withdrawn: " + reason, Map.of());
	}

	/**
	 * An agreement ended without a signature: what was still asked for with it is
	 * withdrawn.
	 * @return the requests that were open
	 */
	@Transactional
	List<String> agreementEnded(String agreement, String by) {
		List<String> open = this.requests.ofAgreement(agreement)
			.stream()
			.filter((request) -> request.origin() == Origin.PACKAGE && !request.status().closed())
			.map(SpecialTermsRequest::reference)
			.toList();
		open.forEach((reference) -> withdraw(this.changes.lock(reference), by, "The agreement ended."));
		return open;
	}

	/**
	 * Marks a request whose approval has passed its last day. Where its agreement waits
	 * for a signature, the same is asked for anew.
	 * @return whether it is asked for anew
	 */
	@Transactional
	boolean expired(String reference) {
		SpecialTermsRequest request = this.changes.lock(reference);
		if (!request.status().granted() || !request.expiresOn().isBefore(this.changes.today())) {
			return false;
		}
		this.requests.closed(reference, SpecialTermsStatus.EXPIRED, SYSTEM, "Approved until " + request.expiresOn(),
				null, this.changes.now());
		this.changes.tell("SpecialTermsExpired", reference, SYSTEM, "The approval ended on " + request.expiresOn(),
				Map.of("expiresOn", request.expiresOn().toString()));
		boolean awaited = request.agreement() != null
				&& this.agreements.load(request.agreement()).status() == AgreementStatus.READY_TO_SIGN;
		if (awaited) {
			revise(request, request.requestedBy(),
					this.reader.stored(this.requests.facts(reference, request.revision())),
					this.requests.evidence(reference, request.revision())
						.stream()
						.map((file) -> new EvidenceFile(file.kind(), file.fileName(), file.sha256()))
						.toList());
		}
		return awaited;
	}

	/** Granted requests whose last day has passed. */
	@Transactional(readOnly = true)
	List<String> pastTheirLastDay() {
		return this.requests.grantedUntilBefore(this.changes.today());
	}

	SpecialTermsRequest load(String reference) {
		return this.changes.load(reference);
	}

	/**
	 * A request that the caller may see.
	 * @throws Refusal if there is none: a foreign one is answered like an unknown one
	 */
	@Transactional(readOnly = true)
	SpecialTermsRequest visible(String reference, Caller caller) {
		return this.requests.find(reference)
			.filter((request) -> caller.maySee(request.reseller(), request.subsidiary()))
			.orElseThrow(() -> unknown(reference));
	}

	static Refusal unknown(String reference) {
		return new Refusal(Refusal.Kind.UNKNOWN, "special-terms-unknown",
				"There is no request for special terms %s that you may see. Check the reference."
					.formatted(Foreign.shortened(reference)));
	}

	private static String codes(TermsAsked asked) {
		return asked.terms().stream().map((term) -> term.asked().code()).collect(Collectors.joining(", "));
	}

}
