package io.countersign.samples;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.imports.ImportWork;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The committed sample import does what its readme says. */
@CountersignTest
class SampleImportTests {

	private static final Pattern PROMISE = Pattern.compile("\\| (\\d+) \\| (\\S+) \\| `(\\w+)` \\|.*");

	private static final Pattern COUNTS = Pattern.compile(
			"(\\d+) rows are taken, (\\d+) of them goes back, (\\d+) are not taken. .* holds the (\\d+) rows to mend");

	@Autowired
	private ImportWork work;

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	private Api northwind;

	@BeforeEach
	void start() {
		this.northwind = new Api(this.port, "northwind");
	}

	@Test
	void isAsGenerated() throws IOException {
		Map<String, byte[]> files = SampleImport.files();
		assertThat(committed(SampleImport.CSV)).asString(StandardCharsets.UTF_8)
			.isEqualTo(new String(files.get(SampleImport.CSV), StandardCharsets.UTF_8));
		assertThat(committed(SampleImport.README)).asString(StandardCharsets.UTF_8)
			.isEqualTo(new String(files.get(SampleImport.README), StandardCharsets.UTF_8));
		assertThat(cells(committed(SampleImport.WORKBOOK))).isEqualTo(cells(files.get(SampleImport.WORKBOOK)));
		Map<String, byte[]> documents = unzipped(committed(SampleImport.DOCUMENTS));
		Map<String, byte[]> generated = unzipped(files.get(SampleImport.DOCUMENTS));
		assertThat(documents.keySet()).isEqualTo(generated.keySet());
		generated.forEach((name, pdf) -> assertThat(documents.get(name)).as(name).isEqualTo(pdf));
		try (Stream<Path> committed = Files.list(SampleImport.FOLDER)) {
			assertThat(committed.map((file) -> file.getFileName().toString()).filter((name) -> !name.equals("submit")))
				.containsExactlyInAnyOrderElementsOf(files.keySet());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { SampleImport.CSV, SampleImport.WORKBOOK })
	void doesWhatItsReadmeSays(String table) throws IOException {
		String id = send(table);
		workOff();
		JsonNode done = this.northwind.get("/api/v1/imports/" + id).body();
		List<String> became = new ArrayList<>();
		done.at("/results/items")
			.forEach((row) -> became.add(row.path("row").asText() + " " + row.path("identity").asText() + " "
					+ row.path(row.path("state").asText().equals("DONE") ? "status" : "state").asText()));
		assertThat(became).isNotEmpty().isEqualTo(promised());
		Matcher counts = COUNTS.matcher(readme());
		assertThat(counts.find()).isTrue();
		assertThat(done.path("done").asText()).isEqualTo(counts.group(1));
		assertThat(done.path("returned").asText()).isEqualTo(counts.group(2));
		assertThat(done.path("failed").asText()).isEqualTo(counts.group(3));
		List<List<String>> errors = cells(this.northwind.get("/api/v1/imports/" + id + "/errors.xlsx").bytes());
		assertThat(errors).hasSize(1 + Integer.parseInt(counts.group(4)));
		assertThat(errors.get(1).get(2)).contains("Found: NI-4409", "Expected: NI-4490");
	}

	@Test
	void theTwoTablesAreTheSameRows() throws IOException {
		send(SampleImport.CSV);
		workOff();
		long agreements = this.database.count("countersign.agreement");
		String again = send(SampleImport.WORKBOOK);
		workOff();
		JsonNode done = this.northwind.get("/api/v1/imports/" + again).body();
		assertThat(done.path("done").asInt()).isPositive();
		assertThat(done.path("repeated")).isEqualTo(done.path("done"));
		assertThat(this.database.count("countersign.agreement")).isEqualTo(agreements);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "--workbook" })
	void theCommandSendsItAndFollowsItToItsEnd(String option) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("bash", SampleImport.FOLDER.resolve("submit").toString()));
		if (!option.isEmpty()) {
			command.add(option);
		}
		command.add("http://localhost:" + this.port);
		Path output = Files.createTempFile("sample-import", ".txt");
		Process submit = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (!submit.waitFor(50, TimeUnit.MILLISECONDS)) {
				assertThat(System.nanoTime()).as(Files.readString(output)).isLessThan(end);
				this.work.processDue();
			}
		}
		finally {
			submit.destroy();
		}
		String said = Files.readString(output);
		assertThat(submit.exitValue()).as(said).isZero();
		assertThat(said).contains("4 taken, 1 of them returned, 2 not taken", "/errors.xlsx", "/desk/imports/IM-");
		promised().forEach((line) -> assertThat(said).contains(line));
	}

	private String send(String table) throws IOException {
		Answer accepted = this.northwind.multipart("/api/v1/imports", "sample-" + table, List.of(
				new Part("file", table, "application/octet-stream", committed(table)),
				new Part("documents", SampleImport.DOCUMENTS, "application/zip", committed(SampleImport.DOCUMENTS))));
		assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
		return accepted.text("id");
	}

	private void workOff() {
		int rows;
		do {
			rows = this.work.processDue();
		}
		while (rows > 0);
	}

	private static byte[] committed(String name) throws IOException {
		return Files.readAllBytes(SampleImport.FOLDER.resolve(name));
	}

	private static String readme() throws IOException {
		return new String(committed(SampleImport.README), StandardCharsets.UTF_8);
	}

	/** Row, package and result of each line of the readme's table. */
	private static List<String> promised() throws IOException {
		return readme().lines()
			.map(PROMISE::matcher)
			.filter(Matcher::matches)
			.map((line) -> line.group(1) + " " + line.group(2) + " " + line.group(3))
			.toList();
	}

	private static List<List<String>> cells(byte[] workbook) throws IOException {
		try (ReadableWorkbook read = new ReadableWorkbook(new ByteArrayInputStream(workbook))) {
			List<List<String>> cells = new ArrayList<>();
			for (Row row : read.getFirstSheet().read()) {
				cells.add(row.stream()
					.map((cell) -> (cell != null) ? cell.getType() + " " + cell.getText() : "")
					.collect(Collectors.toList()));
			}
			return cells;
		}
	}

	private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
		Map<String, byte[]> files = new LinkedHashMap<>();
		try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
			for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
				files.put(entry.getName(), in.readAllBytes());
			}
		}
		return files;
	}

}
