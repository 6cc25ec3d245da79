package io.countersign;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;

import org.camunda.bpm.engine.impl.util.ClockUtil;

import org.springframework.context.annotation.Primary;

/**
 * The application's clock in tests. Shows the real time until a test travels, and stands
 * still from then on; the engine's clock goes along.
 */
@Primary
public class TestClock extends Clock {

	private final ZoneId zone;

	private volatile Instant present;

	public TestClock() {
		this(ZoneOffset.UTC, null);
	}

	private TestClock(ZoneId zone, Instant present) {
		this.zone = zone;
		this.present = present;
	}

	/** Goes to a moment and stays there. */
	public void travelTo(Instant moment) {
		this.present = moment;
		ClockUtil.setCurrentTime(Date.from(moment));
	}

	/** Goes on by some time and stays there. */
	public void travel(Duration duration) {
		travelTo(instant().plus(duration));
	}

	/** Back to the real time. */
	public void reset() {
		this.present = null;
		ClockUtil.reset();
	}

	@Override
	public Instant instant() {
		Instant frozen = this.present;
		return (frozen != null) ? frozen : Instant.now();
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return new TestClock(zone, this.present);
	}

}
