package io.countersign.specialterms;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.countersign.specialterms.TextDifference.Kind;
import io.countersign.specialterms.TextDifference.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

class TextDifferenceTests {

	@Test
	void showsWordsThatWentAndCame() {
		assertThat(TextDifference.between("Payment within 30 days of the invoice.",
				"Payment within 90 days of the correct invoice."))
			.containsExactly(new Part(Kind.SAME, "Payment within"), new Part(Kind.REMOVED, " 30"),
					new Part(Kind.ADDED, " 90"), new Part(Kind.SAME, " days of the"), new Part(Kind.ADDED, " correct"),
					new Part(Kind.SAME, " invoice."));
	}

	@Test
	void aCommaIsAChangeOfItsOwn() {
		assertThat(TextDifference.between("Fees, taxes and duties", "Fees taxes and duties")).containsExactly(
				new Part(Kind.SAME, "Fees"), new Part(Kind.REMOVED, ","), new Part(Kind.SAME, " taxes and duties"));
	}

	@Test
	void linesDoNotCount() {
		assertThat(TextDifference.between("One text\n  in lines.", "One text in\r\nlines."))
			.containsExactly(new Part(Kind.SAME, "One text in lines."));
	}

	@Test
	void nothingIsAnEmptyText() {
		assertThat(TextDifference.between(null, "New.")).containsExactly(new Part(Kind.ADDED, "New."));
		assertThat(TextDifference.between("Old.", " ")).containsExactly(new Part(Kind.REMOVED, "Old."));
		assertThat(TextDifference.between(null, null)).isEmpty();
	}

	@Test
	void theNewTextIsWhatWasNotRemoved() {
		String after = "The licensee may, at its own cost (and not more often than once a year), audit - \"ex post\" - all fees: 3.5% each.";
		String whole = TextDifference.between("The licensor may audit all fees once a year.", after)
			.stream()
			.filter((part) -> part.kind() != Kind.REMOVED)
			.map(Part::text)
			.collect(Collectors.joining());
		assertThat(whole).isEqualTo(after);
	}

	@Test
	@Timeout(20)
	void aHostileTextOfTwentyThousandSignsNeitherHangsNorFillsTheMemory() {
		String one = text("a");
		String other = text("b");
		List<Part> parts = TextDifference.between(one, other);
		assertThat(parts).hasSizeBetween(2, 20_000);
	}

	private static String text(String sign) {
		return IntStream.range(0, 10_000)
			.mapToObj((number) -> (number % 3 == 0) ? sign : "c" + number % 7)
			.collect(Collectors.joining(" "))
			.substring(0, 20_000);
	}

}
