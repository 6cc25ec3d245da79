package io.countersign.validation;

import java.time.LocalDate;

import io.countersign.agreement.AgreementPackage.Programme;
import io.countersign.agreement.AgreementPackage.Scenario;
import io.countersign.validation.OrderPolicies.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Dates of enrolment years, with the offsets of the tables. */
class CoverageTests {

	private static final LocalDate TODAYS_FORM = LocalDate.of(2020, 10, 1);

	@ParameterizedTest
	@CsvSource({ "2020-01-15,2019-11-16,2019-12-16", "2027-03-01,2026-12-31,2027-01-30",
			"2027-07-01,2027-05-02,2027-06-01", "2026-05-01,2026-03-02,2026-04-01", "2027-05-01,2027-03-02,2027-04-01",
			"2028-03-01,2028-01-01,2028-01-31", "2028-02-29,2027-12-31,2028-01-30" })
	void theTrueUpWindowIs60To30DaysBeforeTheAnniversary(LocalDate anniversary, LocalDate opens, LocalDate closes) {
		Window window = window(Programme.EA_EE, anniversary, TODAYS_FORM, false, false);
		assertThat(Coverage.opens(anniversary, window)).isEqualTo(opens);
		assertThat(Coverage.closes(anniversary, window)).isEqualTo(closes);
	}

	@ParameterizedTest
	@CsvSource({ "2010-12-31,60,-15", "2011-01-01,60,30", "2011-01-02,60,30" })
	void olderFormsAllow15DaysMore(LocalDate formDate, int opens, int closes) {
		assertThat(window(Programme.EA_EE, LocalDate.of(2026, 5, 1), formDate, false, false))
			.isEqualTo(new Window(opens, closes));
	}

	@Test
	void theLastYearIsDueWithin30DaysBeforeTheEnd() {
		LocalDate end = LocalDate.of(2028, 4, 30);
		Window window = window(Programme.EAS, end, TODAYS_FORM, true, false);
		assertThat(Coverage.opens(end, window)).isEqualTo("2028-03-31");
		assertThat(Coverage.closes(end, window)).isEqualTo(end);
		assertThat(window(Programme.EA_EE, end, TODAYS_FORM, true, true)).isEqualTo(new Window(30, 15));
		assertThat(window(Programme.OV, end, TODAYS_FORM, false, false)).isEqualTo(new Window(30, -30));
		assertThat(orders(Programme.MPSA).trueUpWindow(end, TODAYS_FORM, false, false)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "2019-01-01,2019-01-01", "2019-01-02,2019-02-01", "2019-01-31,2019-02-01", "2020-02-29,2020-03-01",
			"2019-12-15,2020-01-01" })
	void coverageStartsOnTheFirstOfAMonth(LocalDate usage, LocalDate coverage) {
		assertThat(Coverage.start(usage)).isEqualTo(coverage);
	}

	@ParameterizedTest
	@CsvSource({ "2019-01-15,1,2020-01-01", "2019-01-15,2,2021-01-01", "2019-01-15,3,2022-01-01",
			"2019-01-01,1,2019-12-01", "2025-05-01,1,2026-04-01", "2020-02-29,1,2021-02-01",
			"2019-12-31,1,2020-12-01" })
	void theLatestUsageOfAYear(LocalDate effective, int year, LocalDate latest) {
		assertThat(Coverage.latestUsage(effective, year, back())).isEqualTo(latest);
		assertThat(Coverage.yearOf(effective, latest, back())).isEqualTo(year);
		assertThat(Coverage.yearOf(effective, latest.plusDays(1), back())).isEqualTo(year + 1);
	}

	@ParameterizedTest
	@CsvSource({ "2019-01-15,2019-01-15,1", "2019-01-15,2020-01-01,1", "2019-01-15,2020-01-02,2",
			"2019-01-15,2018-06-01,1", "2019-01-15,2021-01-01,2", "2019-01-15,2021-01-02,3" })
	void usageBelongsToAYear(LocalDate effective, LocalDate usage, int year) {
		assertThat(Coverage.yearOf(effective, usage, back())).isEqualTo(year);
	}

	@ParameterizedTest
	@CsvSource({ "2025-05-01,2028-04-30,3", "2025-05-15,2028-05-31,3", "2025-05-01,2026-04-30,1",
			"2025-05-01,2025-05-31,1", "2025-05-01,2027-10-31,3" })
	void aTermHasWholeYears(LocalDate start, LocalDate end, int years) {
		assertThat(Coverage.years(start, end)).isEqualTo(years);
	}

	@ParameterizedTest
	@CsvSource({ "2025-05-01,1,2026-05-01", "2024-02-29,1,2025-02-28", "2024-02-29,4,2028-02-29" })
	void anniversariesKeepTheDayWhereThereIsOne(LocalDate effective, int year, LocalDate anniversary) {
		assertThat(Coverage.anniversary(effective, year)).isEqualTo(anniversary);
	}

	@Test
	void thirtySixMonthsFromTheFirstOfMay2025() {
		LocalDate effective = LocalDate.of(2025, 5, 1);
		LocalDate end = LocalDate.of(2028, 4, 30);
		assertThat(effective.plusMonths(36).minusDays(1)).isEqualTo(end);
		assertThat(Coverage.years(effective, end)).isEqualTo(3);
		assertThat(Coverage.anniversary(effective, 1)).isEqualTo("2026-05-01");
		assertThat(Coverage.anniversary(effective, 2)).isEqualTo("2027-05-01");
	}

	private static int back() {
		return orders(Programme.EA_EE).coverage(LocalDate.of(2020, 1, 1)).latestUsageMonthsBack();
	}

	private static Window window(Programme programme, LocalDate anniversary, LocalDate formDate, boolean last,
			boolean early) {
		return orders(programme).trueUpWindow(anniversary, formDate, last, early).orElseThrow();
	}

	private static OrderPolicies orders(Programme programme) {
		return new OrderPolicies(Desk.POLICIES, Desk.clean().programme(programme).scenario(Scenario.TRUE_UP).facts());
	}

}
