package io.countersign.validation;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;

/**
 * Bytes as the text of a document: every rule reads it, none of them fails. The first
 * byte chooses the document.
 */
public final class TextFuzz {

	private static final ValidationService VALIDATION = new ValidationService(new Policies(new Remembered()),
			Sampling.none(), null, null, null, Desk.UNSIGNED);

	private static final List<String> NAMES = Desk.clean()
		.facts()
		.documents()
		.stream()
		.map(DocumentEntry::fileName)
		.toList();

	private TextFuzz() {
	}

	public static void take(byte[] input) {
		if (input.length == 0) {
			return;
		}
		String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
		String name = NAMES.get(Math.floorMod(input[0], NAMES.size()));
		IncomingSubmission submission = Desk.with(Desk.clean()).pages(name, text.split("\f", -1)).submission();
		VALIDATION.examine(submission).findings().forEach((finding) -> {
			if (finding.code().equals(Rules.FAILED.code())) {
				throw new AssertionError(finding.message());
			}
		});
		Texts.compareNames(text, "Contoso Pharma GmbH");
		Texts.difference(text, "Contoso Pharma GmbH");
		for (LocalDate date : Dates.meant(text)) {
			Dates.near(List.of(date), Desk.TODAY);
		}
		Numbers.amounts(text);
		Texts.plain(text, 200);
	}

	/** The tables on disk, each question asked once. */
	private static final class Remembered implements Decisions {

		private final Decisions tables = new TablesOnDisk();

		private final Map<List<Object>, Decision> known = new ConcurrentHashMap<>();

		@Override
		public Decision evaluate(String decision, Map<String, ?> inputs) {
			return this.known.computeIfAbsent(List.of(decision, inputs),
					(question) -> this.tables.evaluate(decision, inputs));
		}

	}

}
