package io.countersign.signature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time stamp authority as this node finds it. After a failure it is left alone for a
 * while, so that an outage delays no signature: they are made without a time stamp, and
 * get it afterwards.
 */
final class TimeStamps implements TSPSource {

	private static final Logger log = LoggerFactory.getLogger(TimeStamps.class);

	private final transient TSPSource authority;

	private final Duration pause;

	private final transient Clock clock;

	private volatile transient Outage outage;

	TimeStamps(TSPSource authority, Duration pause, Clock clock) {
		this.authority = authority;
		this.pause = pause;
		this.clock = clock;
	}

	/**
	 * A time without time stamps.
	 *
	 * @param since when it failed first
	 * @param until when it is tried again
	 */
	record Outage(Instant since, Instant until, String problem) {
	}

	/** What is wrong now; empty while all goes well. */
	Optional<Outage> outage() {
		return Optional.ofNullable(this.outage);
	}

	/** Whether to ask: not in the pause after a failure. */
	boolean worthAsking() {
		Outage present = this.outage;
		return present == null || !this.clock.instant().isBefore(present.until());
	}

	/**
	 * A time stamp over a digest.
	 * @throws TimeStampMissing if none can be had now
	 */
	@Override
	public TimestampBinary getTimeStampResponse(DigestAlgorithm algorithm, byte[] digest) {
		try {
			TimestampBinary stamp = this.authority.getTimeStampResponse(algorithm, digest);
			worked();
			return stamp;
		}
		catch (RuntimeException ex) {
			// whatever is wrong with it is an outage to us
			throw failed(ex);
		}
	}

	private void worked() {
		Outage former = this.outage;
		if (former != null) {
			this.outage = null;
			log.info("The time stamp authority answers again; it had failed since {}", former.since());
		}
	}

	/** Notes a failure, also one that was only found when the time stamp was checked. */
	TimeStampMissing failed(RuntimeException cause) {
		Instant now = this.clock.instant();
		Outage former = this.outage;
		this.outage = new Outage((former != null) ? former.since() : now, now.plus(this.pause), cause.getMessage());
		if (former == null) {
			log.error("No time stamps: signatures are made without and get them later. {}", cause.getMessage(), cause);
		}
		return (cause instanceof TimeStampMissing missing) ? missing
				: new TimeStampMissing("No time stamp: " + cause.getMessage(), cause);
	}

}
