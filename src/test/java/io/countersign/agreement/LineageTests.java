package io.countersign.agreement;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Finding.FaultParty;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.Lineage.Document;
import io.countersign.agreement.Lineage.Version;
import io.countersign.agreement.SubmissionComparison.Change;
import io.countersign.agreement.SubmissionComparison.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which findings of two submissions are the same, and what was changed between them. */
class LineageTests {

	private final PackageReader reader = new PackageReader();

	private final Packages clean = Packages.example();

	@Test
	void aFindingThatIsGoneIsSolvedAndOneThatWasNotThereIsNew() {
		SubmissionComparison comparison = compare(this.clean,
				List.of(blocker("DOC-01", null, null, "No signature form."), warning("DAT-01", "/term/end", "Short.")),
				this.clean,
				List.of(warning("DAT-01", "/term/end", "Short."), blocker("DOC-08", null, null, "No purchase order.")));
		assertThat(codes(comparison.solved())).containsExactly("DOC-01");
		assertThat(codes(comparison.remaining())).containsExactly("DAT-01");
		assertThat(codes(comparison.appeared())).containsExactly("DOC-08");
		assertThat(comparison.with()).isOne();
	}

	@Test
	void aValueThatIsWrongInAnotherWayIsTheSameDefect() {
		SubmissionComparison comparison = compare(this.clean,
				List.of(valued("PRC-01", "/priceLevels/0/level", "A", "D", "Level A does not follow from 2500.")),
				this.clean,
				List.of(valued("PRC-01", "/priceLevels/0/level", "B", "D", "Level B does not follow from 2600.")));
		assertThat(codes(comparison.remaining())).containsExactly("PRC-01");
		assertThat(comparison.remaining().get(0).value()).isEqualTo("B");
		assertThat(comparison.solved()).isEmpty();
		assertThat(comparison.appeared()).isEmpty();
	}

	@Test
	void anotherSentenceOfTheSameRuleIsAnotherDefect() {
		SubmissionComparison comparison = compare(this.clean,
				List.of(blocker("DOC-04", null, null, "There is no product selection.")), this.clean,
				List.of(blocker("DOC-04", null, null, "There is no price sheet.")));
		assertThat(comparison.solved()).hasSize(1);
		assertThat(comparison.appeared()).hasSize(1);
		assertThat(comparison.remaining()).isEmpty();
	}

	@Test
	void aDocumentIsKnownByItsTypeAndCodeWhateverItsFileIsCalled() {
		String form = fileName(this.clean, DocumentType.PSF);
		Packages renamed = Packages.of(new String(this.clean.json()).replace(form, "form-v2.pdf").getBytes());
		SubmissionComparison comparison = compare(this.clean,
				List.of(blocker("SIG-01", form, null, "Nobody signed " + form + ".")), renamed,
				List.of(blocker("SIG-01", "form-v2.pdf", null, "Nobody signed form-v2.pdf.")));
		assertThat(codes(comparison.remaining())).containsExactly("SIG-01");
		assertThat(comparison.changes()).isEmpty();
	}

	@Test
	void aLineIsKnownByItsPartNumberWhereverItStands() {
		Packages two = this.clean.with("/lines/-", line("AAA-99999", 7));
		Packages swapped = this.clean.with("/lines/0", line("AAA-99999", 7)).with("/lines/-", node("/lines/0"));
		SubmissionComparison comparison = compare(two,
				List.of(blocker("QTY-03", null, "/lines/1/usageCountry", "No country.")), swapped,
				List.of(blocker("QTY-03", null, "/lines/0/usageCountry", "No country.")));
		assertThat(codes(comparison.remaining())).containsExactly("QTY-03");
		assertThat(comparison.changes()).isEmpty();
		SubmissionComparison other = compare(two,
				List.of(blocker("QTY-03", null, "/lines/1/usageCountry", "No country.")), two,
				List.of(blocker("QTY-03", null, "/lines/0/usageCountry", "No country.")));
		assertThat(other.solved()).hasSize(1);
		assertThat(other.appeared()).hasSize(1);
	}

	@Test
	void ofSeveralAlikeTheVerySameOneRemains() {
		Finding first = blocker("DOC-02", null, null, "Listed but not sent: M329.");
		Finding second = blocker("DOC-02", null, null, "Listed but not sent: M425.");
		SubmissionComparison comparison = compare(this.clean, List.of(first, second), this.clean, List.of(second));
		assertThat(comparison.solved()).containsExactly(first);
		assertThat(comparison.remaining()).containsExactly(second);
		SubmissionComparison twice = compare(this.clean, List.of(first), this.clean, List.of(first, first));
		assertThat(twice.remaining()).hasSize(1);
		assertThat(twice.appeared()).hasSize(1);
	}

	@Test
	void theGravestStandsFirst() {
		SubmissionComparison comparison = compare(this.clean, List.of(), this.clean,
				List.of(warning("AAA-01", "/term", "Hm."), blocker("ZZZ-01", null, "/term", "No.")));
		assertThat(codes(comparison.appeared())).containsExactly("ZZZ-01", "AAA-01");
	}

	@Test
	void changedFactsAreToldWithTheirPlaceAndBothValues() {
		Packages corrected = this.clean.with("/purchaseOrder/number", "PO-NEW")
			.without("/counts/qualifiedDevices")
			.with("/lines/-", line("AAA-99999", 7));
		List<Change> changes = compare(this.clean, List.of(), corrected, List.of()).changes();
		assertThat(changes).contains(
				new Change(Kind.CHANGED, "/purchaseOrder/number", null,
						this.reader.tree(this.clean.facts()).at("/purchaseOrder/number").asText(), "PO-NEW"),
				new Change(Kind.ADDED, "/lines/1/partNumber", null, null, "AAA-99999"));
		assertThat(changes).filteredOn((change) -> change.kind() == Kind.REMOVED)
			.extracting(Change::path)
			.containsExactly("/counts/qualifiedDevices");
	}

	@Test
	void documentsAreToldAsAddedRemovedOrReplaced() {
		Document form = new Document("psf.pdf", "PSF", "X20", "a");
		Document order = new Document("po.pdf", "PO", null, "b");
		Document trail = new Document("trail.pdf", "SIGAUD", null, "c");
		JsonNode facts = this.reader.tree(this.clean.facts());
		List<Change> changes = Lineage
			.compare(new Version(1, facts, List.of(form, order), List.of()),
					new Version(2, facts, List.of(new Document("psf-2.pdf", "PSF", "X20", "d"), trail), List.of()))
			.changes();
		assertThat(changes).extracting(Change::kind, Change::document, Change::before, Change::after)
			.containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple(Kind.CHANGED, "psf-2.pdf", "a", "d"),
					org.assertj.core.groups.Tuple.tuple(Kind.ADDED, "trail.pdf", null, "c"),
					org.assertj.core.groups.Tuple.tuple(Kind.REMOVED, "po.pdf", "b", null));
	}

	@Test
	void aLongListOfChangesIsCutAndSaysSo() {
		Packages many = this.clean;
		for (int i = 0; i < 60; i++) {
			many = many.with("/lines/-", line("BBB-%05d".formatted(i), i + 1));
		}
		SubmissionComparison comparison = compare(this.clean, List.of(), many, List.of());
		assertThat(comparison.changes()).hasSize(200);
		assertThat(comparison.moreChanges()).isPositive();
	}

	private SubmissionComparison compare(Packages before, List<Finding> found, Packages now, List<Finding> finds) {
		return Lineage.compare(version(1, before, found), version(2, now, finds));
	}

	private Version version(int number, Packages packages, List<Finding> findings) {
		AgreementPackage facts = packages.facts();
		return new Version(number, this.reader.tree(facts),
				facts.documents()
					.stream()
					.map((entry) -> new Document(entry.fileName(), entry.type().name(), entry.code(),
							entry.type() + " " + entry.code()))
					.toList(),
				findings);
	}

	private JsonNode node(String pointer) {
		try {
			return new ObjectMapper().readTree(this.clean.json()).at(pointer);
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private JsonNode line(String partNumber, int quantity) {
		return ((com.fasterxml.jackson.databind.node.ObjectNode) node("/lines/0").deepCopy())
			.put("partNumber", partNumber)
			.put("quantity", quantity);
	}

	private static String fileName(Packages packages, DocumentType type) {
		return packages.facts().documents(type).get(0).fileName();
	}

	private static List<String> codes(List<Finding> findings) {
		return findings.stream().map(Finding::code).toList();
	}

	private static Finding blocker(String code, String document, String path, String message) {
		return new Finding(code, Severity.BLOCKER, FaultParty.LSP, "R01", path, document, null, null, null, message,
				"Cure.", 0);
	}

	private static Finding warning(String code, String path, String message) {
		return new Finding(code, Severity.WARNING, FaultParty.LSP, "R01", path, null, null, null, null, message,
				"Cure.", 0);
	}

	private static Finding valued(String code, String path, String value, String expected, String message) {
		return new Finding(code, Severity.BLOCKER, FaultParty.LSP, "R01", path, null, null, value, expected, message,
				"Cure.", 0);
	}

}
