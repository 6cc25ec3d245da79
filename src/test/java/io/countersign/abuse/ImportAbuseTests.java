package io.countersign.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.imports.ImportWork;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tables and ZIPs made to break what reads them. A file is refused and nothing of it is
 * kept, or it is taken whole and every row of it comes to an end of its own.
 */
@CountersignTest
@ExtendWith(OutputCaptureExtension.class)
class ImportAbuseTests {

	/** What accepted files may leave: themselves, their rows, and the record of it. */
	private static final String[] OF_IMPORTS = { "countersign.bulk_import", "countersign.bulk_import_row",
			"countersign.bulk_import_content", "countersign.audit_event" };

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	@Autowired
	private ImportWork work;

	static Stream<Arguments> corpora() {
		Part clean = file("packages.csv", CsvCases.clean());
		return Stream.of(arguments("CSV", 300, sent(CsvCases.all(), (bytes) -> List.of(file("a.csv", bytes)))),
				arguments("XLSX", 60, sent(XlsxCases.all(), (bytes) -> List.of(file("a.xlsx", bytes)))),
				arguments("ZIP", 60, sent(ZipCases.all(),
						(bytes) -> List.of(clean, new Part("documents", "documents.zip", "application/zip", bytes)))));
	}

	private static List<Sent> sent(List<Case> cases, Function<byte[], List<Part>> parts) {
		return cases.stream().map((each) -> new Sent(each.name(), parts.apply(each.bytes()))).toList();
	}

	/** A request and what is wrong with it. */
	record Sent(String name, List<Part> parts) {
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("corpora")
	void eachIsRefusedOrTakenWhole(String kind, int least, List<Sent> corpus, CapturedOutput output) {
		assertThat(corpus).hasSizeGreaterThanOrEqualTo(least).extracting(Sent::name).doesNotHaveDuplicates();
		Endurance endurance = new Endurance(this.database, OF_IMPORTS);
		Api northwind = new Api(this.port, "northwind");
		List<String> taken = new ArrayList<>();
		corpus.forEach((each) -> {
			Answer answer = Endurance.answered(each.name(),
					() -> northwind.multipart("/api/v1/imports", "abuse-" + each.name().hashCode(), each.parts()));
			if (answer.status() == 202) {
				taken.add(answer.text("id"));
				workOff();
			}
			else {
				Endurance.refused(each.name(), () -> answer);
			}
		});
		for (String id : taken) {
			Answer read = northwind.get("/api/v1/imports/" + id);
			assertThat(read.text("state")).as("%s", read.body()).isEqualTo("FINISHED");
			assertThat(read.body().path("done").asInt() + read.body().path("failed").asInt()).as("%s", read.body())
				.isEqualTo(read.body().path("rows").asInt())
				.isPositive();
		}
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.bulk_import_row where cells::text like '%root:%'",
					Long.class))
			.as("rows with a file of this machine")
			.isZero();
		assertThat(this.database.count("countersign.bulk_import")).as("imports kept").isEqualTo(taken.size());
		endurance.leavesNothingBehind();
		assertThat(output.getAll()).as("what refusals tell already")
			.doesNotContain("org.apache.poi", "o.apache.poi", "o.a.p.");
	}

	private void workOff() {
		while (this.work.processDue() > 0) {
			// the next batch
		}
	}

	private static Part file(String name, byte[] bytes) {
		return new Part("file", name, "application/octet-stream", bytes);
	}

}
