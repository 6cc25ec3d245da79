package io.countersign.signature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.countersign.agreement.AgreementService;
import io.countersign.agreement.RaisedSignature;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.DocumentStore;
import io.countersign.signature.PadesRaiser.Raised;
import io.countersign.signature.SignatureVersions.Due;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises our signatures in the background: those without a time stamp get one, and all of
 * them what proves them in ten years. The new versions are made outside of any
 * transaction and stored together in one. One node does it at a time.
 */
@Component
class SignatureRaising {

	private static final Logger log = LoggerFactory.getLogger(SignatureRaising.class);

	private static final int BATCH = 20;

	/** Longer than a batch takes; after it another node takes over from one that died. */
	private static final Duration LEASE = Duration.ofMinutes(2);

	private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

	private final SignatureVersions versions;

	private final PadesRaiser raiser;

	private final TimeStamps timeStamps;

	private final DocumentStore documents;

	private final AgreementService agreements;

	private final TransactionTemplate transaction;

	private final Clock clock;

	private final UUID node = UUID.randomUUID();

	SignatureRaising(SignatureVersions versions, PadesRaiser raiser, TimeStamps timeStamps, DocumentStore documents,
			AgreementService agreements, PlatformTransactionManager transactions, Clock clock) {
		this.versions = versions;
		this.raiser = raiser;
		this.timeStamps = timeStamps;
		this.documents = documents;
		this.agreements = agreements;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/** A document with what became of the attempt to raise it. */
	private record Attempt(Due due, DocumentStore.Content content, Raised raised, SignatureLevel level, String problem,
			boolean stampMissing) {
	}

	/**
	 * Raises one batch.
	 * @return how many it raised; zero when nothing is due, nothing can be done now, or
	 * another node does it
	 */
	int raiseDue() {
		Instant now = this.clock.instant();
		if (!this.versions.take(this.node, now, now.plus(LEASE))) {
			return 0;
		}
		List<Attempt> attempts = new ArrayList<>();
		for (Due due : this.versions.due(now, this.timeStamps.worthAsking(), BATCH)) {
			attempts.add(attempt(due));
		}
		List<Attempt> raised = attempts.stream().filter((attempt) -> attempt.raised() != null).toList();
		if (!attempts.isEmpty()) {
			this.transaction.executeWithoutResult((status) -> store(attempts, raised));
		}
		return raised.size();
	}

	private Attempt attempt(Due due) {
		DocumentStore.Content content = this.documents.find(due.sha256())
			.orElseThrow(() -> new IllegalStateException("Document %s is not stored".formatted(due.sha256())));
		SignatureLevel next = (due.level() == SignatureLevel.B) ? SignatureLevel.T : SignatureLevel.LTA;
		try {
			if (!this.timeStamps.worthAsking()) {
				throw new TimeStampMissing(this.timeStamps.outage().map(TimeStamps.Outage::problem).orElse(""), null);
			}
			return new Attempt(due, content, this.raiser.raise(content.bytes(), next), next, null, false);
		}
		catch (TimeStampMissing ex) {
			return (due.level() == SignatureLevel.T) ? withoutStamp(due, content, ex)
					: new Attempt(due, content, null, null, ex.getMessage(), true);
		}
		catch (RuntimeException ex) {
			// the library has a type of exception for each way a file can resist
			log.error("The signature of {} cannot be raised to {}", due.reference(), next, ex);
			return new Attempt(due, content, null, null, "To level %s: %s".formatted(next, ex.getMessage()), false);
		}
	}

	/** Certificates and lists can be added without a time stamp. */
	private Attempt withoutStamp(Due due, DocumentStore.Content content, TimeStampMissing missing) {
		try {
			return new Attempt(due, content, this.raiser.raise(content.bytes(), SignatureLevel.LT), SignatureLevel.LT,
					null, false);
		}
		catch (RuntimeException ex) {
			missing.addSuppressed(ex);
			return new Attempt(due, content, null, null, missing.getMessage(), true);
		}
	}

	/** Documents, versions, then the agreements that point at them. */
	private void store(List<Attempt> attempts, List<Attempt> raised) {
		Instant now = this.clock.instant();
		if (!raised.isEmpty()) {
			List<RaisedSignature> signatures = raised.stream().map(SignatureRaising::raised).toList();
			this.documents.store(raised.stream()
				.map((attempt) -> new DocumentStore.Content(attempt.raised().sha256(), attempt.raised().bytes(),
						attempt.content().pages()))
				.toList());
			this.versions.add(signatures, raised.stream().map((attempt) -> attempt.content().bytes().length).toList(),
					now);
			if (this.agreements.signaturesRaised(signatures).contains(false)) {
				throw new IllegalStateException("Another node raised a signature of this batch");
			}
			this.versions.goOn(raised.stream().map(Attempt::due).toList());
		}
		for (Attempt attempt : attempts) {
			if (attempt.raised() == null) {
				delayed(attempt, now);
			}
		}
	}

	private void delayed(Attempt attempt, Instant now) {
		Due due = attempt.due();
		Duration pause = attempt.stampMissing() ? Duration.ZERO
				: FIRST_PAUSE.multipliedBy(1L << Math.min(due.attempts(), 10));
		this.versions.delay(due, attempt.problem(), now, pause);
		if (due.level() == SignatureLevel.B && due.attempts() == 0) {
			this.agreements.stampPending(due.reference(), attempt.problem());
		}
	}

	private static RaisedSignature raised(Attempt attempt) {
		Due due = attempt.due();
		return new RaisedSignature(due.reference(), due.submission(), due.sha256(), due.level(),
				attempt.raised().sha256(), attempt.level(), attempt.raised().proof().at(),
				attempt.raised().proof().by());
	}

}
