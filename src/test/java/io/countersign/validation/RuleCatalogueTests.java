package io.countersign.validation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/rules.md} is written from the list of rules. */
class RuleCatalogueTests {

	private static final Path CATALOGUE = Path.of("docs/rules.md");

	@Test
	void tellsWhatTheRulesAre() throws IOException {
		String written = write();
		if (Boolean.getBoolean("countersign.docs.write")) {
			Files.writeString(CATALOGUE, written);
		}
		assertThat(CATALOGUE).as("docs/rules.md; its first lines say how to write it anew").hasContent(written);
	}

	@Test
	void everyRuleHasACodeOfItsOwn() {
		assertThat(Rules.ALL).extracting(Rule::code)
			.doesNotHaveDuplicates()
			.allMatch((code) -> code.matches("[A-Z]{3}-\\d{2}"));
		assertThat(Rules.ALL).extracting(Rule::reasonCode).allMatch((code) -> code.matches("R\\d{2}"));
		assertThat(Rules.ALL).extracting(Rule::basis)
			.allMatch((basis) -> basis.matches("(Confirmed|Secondary|Recalled|Default)\\b.*"));
	}

	private static String write() throws IOException {
		StringBuilder text = new StringBuilder(
				"""
						# Rules of validation

						Written from the list of rules in `Rules.java`; a test holds this page to it. To write it anew:

						    ./mvnw test -Dtest=RuleCatalogueTests -Dcountersign.docs.write=true

						Every rule looks at every package; none hides another, and their order means nothing. A finding carries its rule's
						code, its severity, who is to mend it, the reason code of a return, where it was found (a JSON pointer into the
						facts, or document and page), what was found there, and what to do.

						- **BLOCKER**: the package goes back to the reseller; nobody can pass it.
						- **WARNING**: a customer lifecycle manager may accept it with a reason.
						- **INFO**: worth knowing.

						The severity below is the rule's own; single findings of a rule may weigh less, for instance where something was
						read that may have been misread. A document without text (a scan) passes no rule that judges by content: rule
						DOC-10 asks a person to read it. A rule that fails becomes finding SYS-01, a warning, and an alert in the log.

						How far a rule can be trusted: *Confirmed* means publicly documented, *Secondary* told by third parties, *Recalled*
						unconfirmed, *Default* this product's own proposal. Sizes, days, price levels and required documents are in the
						decision tables in `processes/validation`, each row with its own trust mark.

						| Code | What holds | Severity | Mended by | Return reason | Cure | Basis |
						|---|---|---|---|---|---|---|
						""");
		List<Rule> rules = new ArrayList<>(Rules.ALL);
		rules.add(Rules.FAILED);
		for (Rule rule : rules) {
			text.append("| %s | %s | %s | %s | %s | %s | %s |%n".formatted(rule.code(), rule.title(), rule.severity(),
					rule.faultParty(), rule.reasonCode(), rule.cure(), rule.basis()));
		}
		text.append(
				"""

						## Decision tables

						What may change by policy, in `processes/validation`. Every answer of an examination is kept with its submission:
						table, version, inputs, outputs and the day that mattered. The first line of a table says what it decides; its
						whole description and the trust mark of each row are in the file.

						| Table | Inputs | Answers | Rows | Decides |
						|---|---|---|---|---|
						""");
		try (Stream<Path> files = Files.list(Path.of("processes/validation"))) {
			files.filter((file) -> file.toString().endsWith(".dmn"))
				.sorted()
				.forEach((file) -> text.append(table(file)));
		}
		return text.toString();
	}

	private static String table(Path file) {
		DmnModelInstance model = Dmn.readModelFromFile(file.toFile());
		Decision decision = model.getModelElementsByType(Decision.class).iterator().next();
		DecisionTable table = model.getModelElementsByType(DecisionTable.class).iterator().next();
		return "| [%s](../%s) | %s | %s | %d | %s |%n".formatted(decision.getId(), file.toString().replace('\\', '/'),
				table.getInputs().stream().map((input) -> input.getLabel()).collect(Collectors.joining(", ")),
				table.getOutputs().stream().map((output) -> output.getLabel()).collect(Collectors.joining(", ")),
				table.getRules().size(),
				decision.getDescription().getTextContent().replaceAll("(?s)(?<=[.;]) .*", "").replaceFirst(";$", "."));
	}

}
