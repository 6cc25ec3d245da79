package io.countersign.roc;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocCenters.Promise;
import io.countersign.roc.RocCenters.Work;

import org.springframework.stereotype.Component;

/**
 * A center's clock on one handoff: what it promised to do next, until when, and whether
 * its time stands still because it holds the order. The desk's own clocks, decision
 * {@code desk-deadlines}, run on meanwhile.
 */
@Component
class RocClock {

	private final RocCenters centers;

	RocClock(RocCenters centers) {
		this.centers = centers;
	}

	/**
	 * When a handoff got how far; {@code null} for what has not happened.
	 *
	 * @param sentAt when its receipt was known
	 * @param endedAt when it was rejected, refused, cancelled or recalled
	 * @param dueAt end of the clock that runs
	 * @param left what is left of a clock that stands still, in the hours it counts
	 */
	record Times(String center, Operation operation, Instant sentAt, Instant acknowledgedAt, Instant acceptedAt,
			Instant processedAt, Instant invoicedAt, Instant endedAt, Instant dueAt, Duration left) {

		/** What the center has to do next; empty where nothing. */
		Optional<Work> next() {
			if (this.endedAt != null || this.invoicedAt != null || this.sentAt == null) {
				return Optional.empty();
			}
			if (this.operation == Operation.CANCEL) {
				return Optional.of(Work.TRANSACTION);
			}
			return Optional.of((this.acceptedAt != null) ? Work.INVOICE
					: (this.acknowledgedAt != null) ? Work.TRANSACTION : Work.ACKNOWLEDGEMENT);
		}

		boolean paused() {
			return this.left != null;
		}

		private Instant latest() {
			return Stream.of(this.sentAt, this.acknowledgedAt, this.acceptedAt, this.processedAt)
				.filter((at) -> at != null)
				.max(Instant::compareTo)
				.orElse(Instant.MIN);
		}

		private Times reached(Instant acknowledged, Instant accepted, Instant processed, Instant invoiced) {
			return new Times(this.center, this.operation, this.sentAt, acknowledged, accepted, processed, invoiced,
					this.endedAt, this.dueAt, this.left);
		}

		private Times ended(Instant at) {
			return new Times(this.center, this.operation, this.sentAt, this.acknowledgedAt, this.acceptedAt,
					this.processedAt, this.invoicedAt, at, null, null);
		}

		private Times timed(Instant due, Duration remaining) {
			return new Times(this.center, this.operation, this.sentAt, this.acknowledgedAt, this.acceptedAt,
					this.processedAt, this.invoicedAt, this.endedAt, due, remaining);
		}

	}

	/** When the first clock of a handoff ends that a center received at a moment. */
	Instant dueAfterReceipt(String center, Operation operation, Instant received) {
		return due(center, (operation == Operation.CANCEL) ? Work.TRANSACTION : Work.ACKNOWLEDGEMENT, received);
	}

	/**
	 * The clock after an event that {@link RocProgress} allowed. What the center says of
	 * the time counts, as far as it can be: not before what came earlier, not after the
	 * moment we heard of it.
	 */
	Times heard(Times before, RocEvent event, Instant receivedAt) {
		Instant at = event.occurredAt().isBefore(receivedAt) ? event.occurredAt() : receivedAt;
		at = at.isBefore(before.latest()) ? before.latest() : at;
		Times sent = (before.sentAt() != null) ? before
				: new Times(before.center(), before.operation(), at, null, null, null, null, null, null, null);
		return switch (event.type()) {
			case ACKNOWLEDGED -> acknowledged(sent, at);
			case HELD -> held(acknowledged(sent, at), at);
			case RELEASED -> resumed(sent, at);
			case ACCEPTED -> accepted(sent, at);
			case PROCESSED -> processed(sent, at);
			case INVOICED -> processed(sent, at).reached(first(sent.acknowledgedAt(), at), first(sent.acceptedAt(), at),
					first(sent.processedAt(), at), at)
				.timed(null, null);
			case REJECTED, CANCELLED -> sent.ended(at);
		};
	}

	private Times acknowledged(Times times, Instant at) {
		return (times.acknowledgedAt() != null) ? times
				: times.reached(at, null, null, null).timed(due(times.center(), Work.TRANSACTION, at), null);
	}

	private Times accepted(Times times, Instant at) {
		return (times.acceptedAt() != null) ? resumed(times, at)
				: times.reached(first(times.acknowledgedAt(), at), at, null, null)
					.timed(due(times.center(), Work.INVOICE, at), null);
	}

	private Times processed(Times times, Instant at) {
		Times accepted = accepted(times, at);
		return accepted.reached(accepted.acknowledgedAt(), accepted.acceptedAt(), first(times.processedAt(), at), null);
	}

	private Times held(Times times, Instant at) {
		Work work = times.next().orElseThrow();
		Promise promise = this.centers.promise(times.center(), work, began(times, work));
		if (!promise.pausesWhileHeld() || times.dueAt() == null) {
			return times;
		}
		Duration left = promise.officeHours()
				? this.centers.profile(times.center(), at).calendar().businessTimeBetween(at, times.dueAt())
				: Duration.between(at, times.dueAt());
		return times.timed(null, left.isNegative() ? Duration.ZERO : left);
	}

	private Times resumed(Times times, Instant at) {
		if (!times.paused()) {
			return times;
		}
		Work work = times.next().orElseThrow();
		Promise promise = this.centers.promise(times.center(), work, began(times, work));
		return times.timed(after(times.center(), promise, at, times.left()), null);
	}

	private static Instant began(Times times, Work work) {
		return switch (work) {
			case INVOICE -> times.acceptedAt();
			case TRANSACTION -> first(times.acknowledgedAt(), times.sentAt());
			default -> times.sentAt();
		};
	}

	private Instant due(String center, Work work, Instant from) {
		Promise promise = this.centers.promise(center, work, from);
		return after(center, promise, from, promise.time());
	}

	private Instant after(String center, Promise promise, Instant from, Duration time) {
		return promise.officeHours() ? this.centers.profile(center, from).calendar().plusBusinessTime(from, time)
				: from.plus(time);
	}

	private static Instant first(Instant one, Instant other) {
		return (one != null) ? one : other;
	}

}
