package io.countersign.kernel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KernelTests {

	@Nested
	class AgreementNumbers {

		@Test
		void areProgrammeFamilyFiscalYearAndRunningNumber() {
			assertThat(AgreementNumber.of("EA", new FiscalYear(2027), 123)).hasToString("EA-2027-000123");
		}

		@Test
		void growBeyondSixDigits() {
			assertThat(AgreementNumber.of("SCE", new FiscalYear(2027), 1_234_567)).hasToString("SCE-2027-1234567");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "EA-2027-12345", "ea-2027-000123", "EA-27-000123", "EA-2027-000123 ",
				"E-2027-000123", "EA-2027-0001a3" })
		void areNothingElse(String text) {
			assertThat(AgreementNumber.parse(text)).isEmpty();
			assertThatIllegalArgumentException().isThrownBy(() -> new AgreementNumber(text));
		}

	}

	@Nested
	class IdempotencyKeys {

		private final IdempotencyKey key = new IdempotencyKey("northwind", "k-1");

		@ParameterizedTest
		@NullSource
		@ValueSource(strings = { "", " ", "a b", "ä", "tab\t" })
		void areVisibleAscii(String value) {
			assertThat(catchThrowableOfType(Refusal.class, () -> new IdempotencyKey("northwind", value)).code())
				.isEqualTo("idempotency-key-missing");
		}

		@Test
		void haveHundredCharactersAtMost() {
			assertThat(new IdempotencyKey("northwind", "k".repeat(100)).value()).hasSize(100);
			assertThat(catchThrowableOfType(Refusal.class, () -> new IdempotencyKey("northwind", "k".repeat(101))))
				.isNotNull();
		}

		@Test
		void areForOneRequest() {
			this.key.expectSame("one", "one");
			assertThat(catchThrowableOfType(Refusal.class, () -> this.key.expectSame("one", "other")).code())
				.isEqualTo("idempotency-key-reused");
		}

		@Test
		void knowARequestByAllItsFilesInAnyOrder() {
			Map<String, byte[]> files = Map.of("a.pdf", new byte[] { 1 }, "b.pdf", new byte[] { 2 });
			assertThat(hash("new", "{}", files, "a.pdf", "b.pdf")).isEqualTo(hash("new", "{}", files, "b.pdf", "a.pdf"))
				.isNotEqualTo(hash("new", "{}", files, "a.pdf"))
				.isNotEqualTo(hash("other", "{}", files, "a.pdf", "b.pdf"))
				.isNotEqualTo(hash("new", "{ }", files, "a.pdf", "b.pdf"));
		}

		@Test
		void areAnsweredOnceAlsoWhereTheRepetitionWasRefused() {
			Deque<Optional<String>> known = new ArrayDeque<>(List.of(Optional.empty(), Optional.of("the first")));
			assertThat(IdempotencyKey.<String>once(known::remove, () -> {
				throw IdempotencyKey.underWay();
			})).isEqualTo("the first");
			assertThat(IdempotencyKey.once(() -> Optional.of("known"), () -> "done again")).isEqualTo("known");
			assertThat(IdempotencyKey.once(Optional::<String>empty, () -> "done")).isEqualTo("done");
			assertThat(catchThrowableOfType(Refusal.class, () -> IdempotencyKey.<String>once(Optional::empty, () -> {
				throw IdempotencyKey.underWay();
			})).code()).isEqualTo("key-in-use");
		}

		private static String hash(String target, String body, Map<String, byte[]> files, String... names) {
			return IdempotencyKey.requestHash(target, body.getBytes(StandardCharsets.UTF_8), List.of(names),
					(name) -> name, files::get);
		}

	}

	@ParameterizedTest
	@CsvSource({ "2026-06-30,2026", "2026-07-01,2027", "2027-06-30,2027", "2027-07-01,2028" })
	void theFiscalYearEndsInJune(LocalDate date, int year) {
		assertThat(FiscalYear.of(date)).isEqualTo(new FiscalYear(year));
	}

	@Nested
	class Amounts {

		@Test
		void areEqualWhateverTheirScale() {
			assertThat(Money.of("10.50", "EUR")).isEqualTo(Money.of("10.5", "EUR"))
				.hasSameHashCodeAs(Money.of("10.5", "EUR"));
		}

		@Test
		void haveTheDecimalsOfTheirCurrencyAndNoFurtherZeros() {
			assertThat(Money.of("187500.0000", "EUR")).hasToString("EUR 187500.00");
			assertThat(Money.of("0.1250", "EUR")).hasToString("EUR 0.125");
			assertThat(Money.of("1500.00", "JPY")).hasToString("JPY 1500");
			assertThat(Money.of("1E+3", "EUR")).hasToString("EUR 1000.00");
		}

		@Test
		void doNotCompareAcrossCurrencies() {
			assertThatIllegalArgumentException().isThrownBy(() -> Money.of("1", "EUR").compareTo(Money.of("1", "USD")));
		}

		@Test
		void haveACurrencyThatExists() {
			assertThatIllegalArgumentException().isThrownBy(() -> Money.of("1", "EUX"));
		}

	}

	@Nested
	class OfficeHours {

		private final BusinessCalendar calendar = new BusinessCalendar(ZoneId.of("Europe/Berlin"), LocalTime.of(9, 0),
				LocalTime.of(17, 0), Set.of(LocalDate.of(2026, 12, 25))::contains);

		@Test
		void countInsideOneDay() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-11-23T10:00"), Duration.ofHours(3)))
				.isEqualTo(berlin("2026-11-23T13:00"));
		}

		@Test
		void endExactlyAtClosingTime() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-11-23T10:00"), Duration.ofHours(7)))
				.isEqualTo(berlin("2026-11-23T17:00"));
		}

		@Test
		void standStillOverTheWeekend() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-11-27T16:00"), Duration.ofHours(2)))
				.isEqualTo(berlin("2026-11-30T10:00"));
		}

		@Test
		void standStillOnAHoliday() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-12-24T16:30"), Duration.ofHours(1)))
				.isEqualTo(berlin("2026-12-28T09:30"));
		}

		@Test
		void startInTheMorningForWhatArrivesAtNight() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-11-23T23:00"), Duration.ofHours(1)))
				.isEqualTo(berlin("2026-11-24T10:00"));
		}

		@Test
		void keepLocalTimeWhenClocksChange() {
			assertThat(this.calendar.plusBusinessTime(berlin("2026-10-23T16:00"), Duration.ofHours(2)))
				.isEqualTo(berlin("2026-10-26T10:00"));
		}

		@Test
		void businessDaysEndAtClosingTime() {
			assertThat(this.calendar.plusBusinessDays(berlin("2026-11-26T08:00"), 2))
				.isEqualTo(berlin("2026-11-30T17:00"));
			assertThat(this.calendar.plusBusinessDays(berlin("2026-11-28T08:00"), 0))
				.isEqualTo(berlin("2026-11-30T17:00"));
		}

		private Instant berlin(String local) {
			return java.time.LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Berlin")).toInstant();
		}

	}

	@Test
	void hashesAreSixtyFourHexadecimalDigits() {
		assertThat(Sha256.of("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	}

}
