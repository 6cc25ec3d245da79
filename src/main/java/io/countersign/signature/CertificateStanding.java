package io.countersign.signature;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether our own certificate may be signed with: the signature library would sign with a
 * revoked one.
 */
final class CertificateStanding {

	private static final Logger log = LoggerFactory.getLogger(CertificateStanding.class);

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

	private final SigningKey key;

	private final RevocationLists lists;

	private volatile boolean told;

	CertificateStanding(SigningKey key, RevocationLists lists) {
		this.key = key;
		this.lists = lists;
	}

	/** What forbids its use at a moment, as a sentence; empty where nothing does. */
	Optional<String> problem(Instant at) {
		if (at.isBefore(this.key.certificate().getNotBefore().toInstant())) {
			return Optional.of("The certificate that we sign with is valid from %s only."
				.formatted(DAY.format(this.key.certificate().getNotBefore().toInstant())));
		}
		if (!at.isBefore(endsAt())) {
			return Optional.of("The certificate that we sign with expired on %s.".formatted(DAY.format(endsAt())));
		}
		return this.lists.revokedAt(this.key.certificate())
			.map((since) -> "The certificate that we sign with was revoked on %s.".formatted(DAY.format(since)));
	}

	/** The end of its validity. */
	Instant endsAt() {
		return this.key.certificate().getNotAfter().toInstant();
	}

	/**
	 * Refuses to sign with a certificate that is not in force or was revoked.
	 * @throws Refusal with what is wrong
	 */
	void expectGood(Instant at) {
		Optional<String> problem = problem(at);
		if (problem.isPresent() && !this.told) {
			log.error("Nothing can be signed: {}", problem.get());
		}
		this.told = problem.isPresent();
		problem.ifPresent((sentence) -> {
			throw new Refusal(Refusal.Kind.CONFLICT, "signing-certificate-unusable",
					sentence + " Nothing is signed until whoever runs this installation replaces it.");
		});
	}

}
