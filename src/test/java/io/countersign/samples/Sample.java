package io.countersign.samples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
		files.put("README.md", readme(facts).getBytes(java.nio.charset.StandardCharsets.UTF_8));
		return files;
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
