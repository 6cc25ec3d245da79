package io.countersign.abuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.Api;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.document.DocumentGuard;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * PDFs made to break what reads them: through the guard, and with a package over HTTP.
 */
@CountersignTest
class PdfAbuseTests {

	private static final List<Part> SAMPLE = Api.sample("clean-straight-through");

	private static final String FORM = "signature-form.pdf";

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	@Autowired
	private DocumentGuard guard;

	@Test
	void isALargeCorpusOfDifferentCases() {
		assertThat(Stream.concat(PdfCases.hostile(form()).stream(), PdfCases.damaged(form()).stream()).toList())
			.hasSizeGreaterThan(150)
			.extracting(Case::name)
			.doesNotHaveDuplicates();
	}

	@Test
	void theGuardRefusesWhatIsHostileInGoodTime() {
		Endurance endurance = new Endurance(this.database);
		assertThat(PdfCases.hostile(form())).filteredOn((each) -> !(opened(each) instanceof Refusal))
			.as("not refused")
			.isEmpty();
		endurance.leavesNothingBehind();
	}

	@Test
	void aPackageWithAHostileDocumentIsRefusedWhole() {
		Endurance endurance = new Endurance(this.database);
		Api northwind = new Api(this.port, "northwind");
		for (Case each : PdfCases.hostile(form())) {
			String code = Endurance.refused(each.name(), () -> northwind.submit("abuse", with(each.bytes())));
			assertThat(code).as(each.name()).startsWith("document-");
		}
		endurance.leavesNothingBehind();
	}

	@Test
	void aPreflightWithADamagedDocumentIsAnswered() {
		Endurance endurance = new Endurance(this.database, "countersign.preflight_receipt");
		Api northwind = new Api(this.port, "northwind");
		for (Case each : PdfCases.damaged(form())) {
			Endurance.answered(each.name(),
					() -> northwind.multipart("/api/v1/agreements/preflight", null, with(each.bytes())));
		}
		endurance.leavesNothingBehind();
	}

	private Throwable opened(Case each) {
		long start = System.nanoTime();
		Throwable thrown = catchThrowable(() -> this.guard.open(FORM, each.bytes()));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("%s: time", each.name())
			.isLessThan(Endurance.PATIENCE.plusSeconds(1));
		return thrown;
	}

	private static List<Part> with(byte[] pdf) {
		List<Part> parts = new ArrayList<>(SAMPLE);
		parts.replaceAll((part) -> FORM.equals(part.fileName()) ? Part.document(FORM, pdf) : part);
		return parts;
	}

	private static byte[] form() {
		try {
			return Files.readAllBytes(Path.of("docs", "samples", "clean-straight-through", FORM));
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
