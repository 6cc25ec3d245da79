package io.countersign.samples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Packages;
import io.countersign.samples.SampleForms.Deviation;

/**
 * A sample package.
 *
 * @param name its folder
 * @param reseller who sends it
 * @param action what is done with it: {@code submit}, {@code correct <other sample>} or
 * {@code withdraw}, which submits first
 * @param route the way it takes when it arrives, for the test
 * @param story what it shows, in Markdown
 */
record Sample(String name, String reseller, String action, String route, Packages packages, Deviation deviation,
		Set<DocumentType> scanned, String story) {

	/** Every file of the sample's folder by name. */
	Map<String, byte[]> files() {
		Map<String, byte[]> files = new LinkedHashMap<>();
		files.put("package.json", (this.packages + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
		AgreementPackage facts = this.packages.facts();
		SampleForms forms = new SampleForms(facts);
		for (DocumentEntry entry : facts.documents()) {
			byte[] pdf = forms.draw(entry, this.deviation);
			files.put(entry.fileName(), this.scanned.contains(entry.type()) ? SamplePaper.scanned(pdf) : pdf);
		}
		if (facts.amendments().stream().anyMatch((amendment) -> amendment.approval() != null)) {
			files.put("request.json", request(facts).getBytes(java.nio.charset.StandardCharsets.UTF_8));
		}
		files.put("README.md", readme(facts).getBytes(java.nio.charset.StandardCharsets.UTF_8));
		return files;
	}

	/** What to ask for beforehand, so that the package may name it. */
	private static String request(AgreementPackage facts) {
		ObjectNode request = JsonNodeFactory.instance.objectNode();
		request.putObject("customer")
			.put("legalName", facts.customer().legalName())
			.put("country", facts.customer().country());
		request.put("programme", facts.programme().code()).put("segment", facts.segment().name());
		request.putObject("totalValue")
			.put("amount", facts.totalValue().amount().toPlainString())
			.put("currency", facts.totalValue().currency());
		facts.amendments()
			.forEach((amendment) -> request.withArray("terms")
				.addObject()
				.put("code", amendment.id())
				.put("text", amendment.text())
				.put("justification", "The customer's quote was made on this understanding."));
		return request.toPrettyString() + "\n";
	}

	/** This sample's line of {@code index.txt}. */
	String indexLine() {
		return "%s %s %s".formatted(this.name, this.reseller, this.action);
	}

	private String readme(AgreementPackage facts) {
		return """
				# %s

				%s, %s, %s, %s, sent by %s.

				%s

				Send it: `docs/samples/submit %s`
				""".formatted(this.name, facts.customer().legalName(), facts.programme().code(),
				facts.scenario().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), facts.totalValue(),
				this.reseller, this.story.strip(), this.name);
	}

}
