package io.countersign.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.countersign.agreement.AgreementEvent.Happened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What of an event its reseller may read. */
class AgreementEventTests {

	private static final List<String> INSIDE = List.of("words", "sampled", "policyVersion", "reason", "findings",
			"signatory", "operation");

	@ParameterizedTest
	@EnumSource
	void noEventTellsResellersWhatIsKeptInside(Happened happened) {
		String type = new AgreementEvent(happened, null, null, null, null, null).type();
		List<String> all = new ArrayList<>(INSIDE);
		all.add("status");
		assertThat(AgreementEvent.open(type, facts(all))).containsOnlyKeys("status");
	}

	@Test
	void whatIsOpenStaysReadable() {
		assertThat(AgreementEvent.open("RocProgressed", facts(List.of("milestone", "case", "invoice", "unheardOf"))))
			.containsOnlyKeys("milestone", "case", "invoice");
		assertThat(AgreementEvent.open("AgreementReturned", facts(List.of("submission", "roundLeft"))))
			.containsOnlyKeys("submission", "roundLeft");
	}

	@Test
	void anEventOfAnotherKindTellsWhereTheAgreementStoodAndNothingElse() {
		assertThat(AgreementEvent.open("SomethingNew", facts(List.of("status", "anything"))))
			.containsOnlyKeys("status");
	}

	private static Map<String, String> facts(List<String> names) {
		Map<String, String> facts = new TreeMap<>();
		names.forEach((name) -> facts.put(name, "x"));
		return facts;
	}

}
