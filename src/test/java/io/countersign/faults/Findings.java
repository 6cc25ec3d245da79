package io.countersign.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a programme found out: what is wrong, and figures worth telling. */
final class Findings {

	private final List<String> wrong = new ArrayList<>();

	private final List<String> figures = new ArrayList<>();

	/** Something is not as it has to be. */
	void wrong(String what, Object... facts) {
		this.wrong.add(what.formatted(facts));
	}

	/** Demands something. */
	void expect(boolean so, String otherwise, Object... facts) {
		if (!so) {
			wrong(otherwise, facts);
		}
	}

	void figure(String figure, Object... facts) {
		this.figures.add(String.format(Locale.ROOT, figure, facts));
	}

	List<String> wrong() {
		return this.wrong;
	}

	List<String> figures() {
		return this.figures;
	}

	/** The value below which a share of the measured ones lies; zero for none. */
	static long percentile(List<Long> values, double share) {
		if (values.isEmpty()) {
			return 0;
		}
		List<Long> sorted = values.stream().sorted().toList();
		return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.ceil(share * sorted.size())) - 1));
	}

}
