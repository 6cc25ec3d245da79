package io.countersign.signature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.stereotype.Component;

/**
 * What an operator watches of signing: signatures whose time is not proven yet, an
 * authority that does not answer, a certificate that ends or was revoked.
 */
@Component
class SignatureMetrics implements MeterBinder {

	private final SignatureVersions versions;

	private final TimeStamps timeStamps;

	private final CertificateStanding certificate;

	private final Clock clock;

	SignatureMetrics(SignatureVersions versions, TimeStamps timeStamps, CertificateStanding certificate, Clock clock) {
		this.versions = versions;
		this.timeStamps = timeStamps;
		this.certificate = certificate;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("countersign.signatures.stamp.pending", this.versions, SignatureVersions::pending)
			.description("Countersigned documents that wait for a time stamp")
			.register(registry);
		Gauge.builder("countersign.time.stamps.outage", this, SignatureMetrics::outageSeconds)
			.description("How long the time stamp authority has failed this node; 0 while it answers")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("countersign.signing.certificate.usable", this, SignatureMetrics::usable)
			.description("1 while our certificate may be signed with, 0 once it expired or was revoked")
			.register(registry);
		Gauge.builder("countersign.signing.certificate.left", this, SignatureMetrics::secondsLeft)
			.description("How long our certificate is valid yet")
			.baseUnit("seconds")
			.register(registry);
	}

	double outageSeconds() {
		return this.timeStamps.outage()
			.map((outage) -> Duration.between(outage.since(), this.clock.instant()).toMillis() / 1000.0)
			.orElse(0.0);
	}

	double usable() {
		return this.certificate.problem(this.clock.instant()).isEmpty() ? 1 : 0;
	}

	double secondsLeft() {
		Instant now = this.clock.instant();
		return Math.max(0, Duration.between(now, this.certificate.endsAt()).toSeconds());
	}

}
