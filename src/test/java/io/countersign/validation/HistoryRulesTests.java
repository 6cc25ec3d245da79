package io.countersign.validation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.agreement.PackageHistory.SameOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryRulesTests {

	private static final String NUMBER = "PF-2026-000123";

	@Test
	void aReceiptThatIsNoneOfTheResellersIsTold() {
		assertThat(Desk.with(Desk.clean().with("/preflight", NUMBER)).codes()).containsExactly("PRE-01 INFO");
		assertThat(referring(true).codes()).isEmpty();
		assertThat(Desk.with(Desk.clean()).codes()).isEmpty();
	}

	@Test
	void factsThatChangedSinceAreTold() {
		assertThat(referring(false).codes()).containsExactly("PRE-02 INFO");
	}

	@Test
	void theVersionOfTheRulesIsStable() {
		assertThat(Rules.version()).matches("[0-9a-f]{16}").isEqualTo(Rules.version());
	}

	private static Desk referring(boolean factsUnchanged) {
		return Desk.with(Desk.clean().with("/preflight", NUMBER))
			.knowing(new PackageHistory(SameOrder.NONE, SameOrder.NONE, List.of(), null, new PreflightReceipt(NUMBER,
					"NW-2027-0042", Map.of(), Instant.parse("2026-11-15T10:00:00Z"), factsUnchanged), Map.of()));
	}

}
