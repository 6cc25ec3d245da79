package io.countersign.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.Examination;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.PackageHistory;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Route;
import io.countersign.document.DocumentGuard;
import io.countersign.kernel.Sha256;
import io.countersign.validation.ValidationService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** The committed samples take the way that their readme tells. */
@CountersignTest(freshForEachMethod = false)
class SampleRoutesTests {

	@Autowired
	private ValidationService validation;

	@Autowired
	private DocumentGuard guard;

	static Stream<Sample> samples() {
		return SamplePackages.all().stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("samples")
	void takeTheirWay(Sample sample) throws IOException {
		Path folder = SampleGenerator.FOLDER.resolve(sample.name());
		AgreementPackage facts = Packages.of(Files.readAllBytes(folder.resolve("package.json"))).facts();
		List<ReceivedDocument> documents = new ArrayList<>();
		for (DocumentEntry entry : facts.documents()) {
			documents.add(new ReceivedDocument(entry,
					this.guard.open(entry.fileName(), Files.readAllBytes(folder.resolve(entry.fileName())))));
		}
		Examination examination = this.validation.examine(new IncomingSubmission("EA-2027-000123", 1, sample.reseller(),
				"DE", facts, documents, Sha256.of("content"), Instant.now(), PackageHistory.NONE, sample.reseller()));
		Route route = Route.valueOf(sample.route());
		if (examination.sampled()) {
			assertThat(route).isEqualTo(Route.STRAIGHT_THROUGH);
			return;
		}
		assertThat(examination.route()).as(examination.findings().toString()).isEqualTo(route);
		if (route != Route.RETURN && route != Route.REVIEW) {
			assertThat(examination.findings()).isEmpty();
		}
	}

}
