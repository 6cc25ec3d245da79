package io.countersign.roc;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocCenters.Work;
import io.countersign.roc.RocClock.Times;
import io.countersign.roc.RocEvent.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which center, and what its clock says. */
@CountersignTest(freshForEachMethod = false)
class RocClockTests {

	/** A Tuesday, 10:00 in Dublin. */
	private static final Instant SENT = Instant.parse("2026-11-24T10:00:00Z");

	@Autowired
	private RocCenters centers;

	@Autowired
	private RocClock clock;

	@Autowired
	private Database database;

	@ParameterizedTest
	@CsvSource({ "DE,DUB", "FR,DUB", "ZA,DUB", "XX,DUB", "US,RNO", "BR,RNO", "JP,SIN", "AU,SIN" })
	void aCountryIsServedByItsCenter(String country, String center) {
		assertThat(this.centers.serving(country)).isEqualTo(center);
	}

	@Test
	void whatIsKnownOfACenterIsNeverChanged() {
		for (String table : new String[] { "roc_center", "roc_center_profile", "roc_sla", "roc_cutoff" }) {
			assertThatExceptionOfType(DataAccessException.class).as(table)
				.isThrownBy(() -> this.database.jdbc().update("delete from countersign." + table));
			assertThatExceptionOfType(DataAccessException.class).as(table)
				.isThrownBy(() -> this.database.owner().update("delete from countersign." + table))
				.withMessageContaining("add a row");
		}
	}

	@Test
	void theLastWeekdayOfAMonthIsItsCutoffUntilAnotherIsKnown() {
		assertThat(this.centers.cutoff("SIN", LocalDate.of(2027, 1, 1), SENT).orElseThrow().local())
			.isEqualTo("2027-01-29T18:00:00");
		assertThat(this.centers.nextCutoff("SIN", SENT)).contains(Instant.parse("2026-11-30T10:00:00Z"));
		assertThat(this.centers.nextCutoff("DUB", Instant.parse("2030-01-01T00:00:00Z"))).isEmpty();
	}

	@Test
	void eachStepStartsTheClockOfTheNext() {
		assertThat(this.clock.dueAfterReceipt("DUB", Operation.ORDER, SENT)).isEqualTo(SENT.plus(Duration.ofHours(24)));

		Times acknowledged = after(sent(), Type.ACKNOWLEDGED, 2);
		assertThat(acknowledged.next()).contains(Work.TRANSACTION);
		assertThat(acknowledged.dueAt()).isEqualTo(SENT.plus(Duration.ofHours(74)));

		// 40 office hours of 8.5 a day, from Thursday 10:00 in Dublin.
		Times accepted = after(acknowledged, Type.ACCEPTED, 48);
		assertThat(accepted.next()).contains(Work.INVOICE);
		assertThat(accepted.dueAt()).isEqualTo(Instant.parse("2026-12-02T16:00:00Z"));

		Times invoiced = after(after(accepted, Type.PROCESSED, 50), Type.INVOICED, 51);
		assertThat(invoiced.next()).isEmpty();
		assertThat(invoiced.dueAt()).isNull();
		assertThat(invoiced.processedAt()).isEqualTo(SENT.plus(Duration.ofHours(50)));
	}

	@Test
	void aHoldStopsTheCentersClock() {
		Times held = after(after(sent(), Type.ACKNOWLEDGED, 0), Type.HELD, 10);
		assertThat(held.paused()).isTrue();
		assertThat(held.dueAt()).isNull();
		assertThat(held.left()).isEqualTo(Duration.ofHours(62));

		Times released = after(held, Type.RELEASED, 110);
		assertThat(released.paused()).isFalse();
		assertThat(released.dueAt()).isEqualTo(SENT.plus(Duration.ofHours(172)));
	}

	@Test
	void aHoldOfOfficeHoursCountsOfficeHours() {
		Times accepted = after(after(sent(), Type.ACKNOWLEDGED, 0), Type.ACCEPTED, 0);
		// Held from Tuesday 14:00 to Saturday 14:00: four office hours are used up.
		Times held = after(accepted, Type.HELD, 4);
		assertThat(held.left()).isEqualTo(Duration.ofHours(36));
		Times released = after(held, Type.RELEASED, 100);
		assertThat(released.dueAt()).isEqualTo(Instant.parse("2026-12-04T11:00:00Z"));
	}

	@Test
	void aCentersWordOnTheTimeCountsAsFarAsItCanBe() {
		Times early = this.clock.heard(sent(), event(Type.ACKNOWLEDGED, SENT.minus(Duration.ofDays(9))), SENT);
		assertThat(early.acknowledgedAt()).isEqualTo(SENT);
		Instant heard = SENT.plus(Duration.ofHours(1));
		Times late = this.clock.heard(sent(), event(Type.ACKNOWLEDGED, SENT.plus(Duration.ofDays(9))), heard);
		assertThat(late.acknowledgedAt()).isEqualTo(heard);
	}

	private static Times sent() {
		return new Times("DUB", Operation.ORDER, SENT, null, null, null, null, null, SENT.plus(Duration.ofHours(24)),
				null);
	}

	private Times after(Times before, Type type, int hours) {
		Instant at = SENT.plus(Duration.ofHours(hours));
		return this.clock.heard(before, event(type, at), at);
	}

	private static RocEvent event(Type type, Instant at) {
		return new RocEvent("e", type, "EA-2027-000101", 1, "k", "ROC-1", 1, at, null, null, null);
	}

}
