package io.countersign.signature;

import java.util.List;

/**
 * Whether one person may sign one agreement now, spelled out. What stands in the way
 * comes from the same function of the database that guards the signature itself.
 *
 * @param lines every question that the proof answers, in the order of reading
 * @param freshLogin whether the reader's login is recent enough to sign
 */
public record SigningProof(List<Line> lines, boolean freshLogin) {

	/**
	 * One question and its answer.
	 *
	 * @param subject what it is about, for instance {@code Special terms}
	 * @param holds whether nothing stands in the way
	 * @param sentences what satisfies it or what stands in the way
	 */
	public record Line(String subject, boolean holds, List<String> sentences) {
	}

	/** Whether the database would take the signature, whatever the age of the login. */
	public boolean holds() {
		return this.lines.stream().allMatch(Line::holds);
	}

	/** Everything that stands in the way. */
	public List<String> obstacles() {
		return this.lines.stream()
			.filter((line) -> !line.holds())
			.flatMap((line) -> line.sentences().stream())
			.toList();
	}

}
