package io.countersign.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

import io.countersign.kernel.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DisplayTests {

	private static final Instant NOW = Instant.parse("2026-11-23T13:05:30Z");

	private final Display display = new Display(Locale.UK, ZoneId.of("Europe/Berlin"), NOW);

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "1250000 | EUR | EUR 1,250,000.00", "0.1 | EUR | EUR 0.10",
			"54.3125 | EUR | EUR 54.3125", "1200 | JPY | JPY 1,200", "1.5 | KWD | KWD 1.500" })
	void amountsCarryTheirCurrencyAndItsDecimals(String amount, String currency, String shown) {
		assertThat(this.display.money(Money.of(amount, currency)).replace('\u00a0', ' ')).isEqualTo(shown);
	}

	@Test
	void amountsFollowTheReadersLocale() {
		Display german = new Display(Locale.GERMANY, ZoneId.of("Europe/Berlin"), NOW);
		assertThat(german.money(Money.of("1250000.5", "EUR")).replace('\u00a0', ' ')).isEqualTo("EUR 1.250.000,50");
	}

	@Test
	void timesAreInTheReadersZoneAndNameIt() {
		assertThat(this.display.moment(NOW)).contains("14:05").endsWith("CET");
		assertThat(this.display.moment(Instant.parse("2026-07-01T12:00:00Z"))).contains("14:00").endsWith("CEST");
		assertThat(this.display.zoneName()).contains("Europe/Berlin");
		assertThat(this.display.iso(NOW)).isEqualTo("2026-11-23T13:05:30Z");
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, just now", "PT59S, just now", "-PT59S, just now", "PT1M, in 1 minute", "-PT59M, 59 minutes ago",
			"PT1H, in 1 hour", "PT47H59M, in 47 hours", "PT48H, in 2 days", "-PT720H, 30 days ago",
			"PT2400H, in 3 months" })
	void distancesAreToldInOneUnit(Duration distance, String shown) {
		assertThat(this.display.relative(NOW.plus(distance))).isEqualTo(shown);
	}

	@Test
	void dueTimesSayWhetherTheyArePast() {
		assertThat(this.display.due(NOW.plusSeconds(7200))).isEqualTo("due in 2 hours");
		assertThat(this.display.due(NOW.minusSeconds(7200))).isEqualTo("overdue by 2 hours");
		assertThat(this.display.due(NOW)).isEqualTo("due now");
		assertThat(this.display.overdue(NOW)).isFalse();
		assertThat(this.display.overdue(NOW.minusMillis(1))).isTrue();
		assertThat(this.display.urgent(NOW.plus(Duration.ofHours(24)))).isFalse();
		assertThat(this.display.urgent(NOW.plus(Duration.ofHours(23)))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, 1 kB", "1499, 1 kB", "182345, 182 kB", "1182345, 1.2 MB", "20971520, 21 MB" })
	void sizesAreShort(long bytes, String shown) {
		assertThat(this.display.size(bytes).replace('\u00a0', ' ')).isEqualTo(shown);
	}

}
