package io.countersign.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.Nodes;
import io.countersign.Nodes.Node;
import io.countersign.imports.Rows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One workbook of many packages with a ZIP of their documents, sent over HTTP to the
 * packaged application and worked off by its own workers on a durable PostgreSQL: how
 * long it takes to be accepted and to be through, and that no row is lost or doubled.
 * Each row is a clean package that is validated, countersigned and handed to the ROC.
 * <p>
 * Slowness fails nothing. System property {@code rows}: 200, or up to 5,000.
 */
class ImportLoad {

	private static final int ROWS = Integer.getInteger("rows", 200);

	/** What is the same for every package; the rest would not fit into one request. */
	private static final Set<String> SHARED = Set.of("product-selection.pdf", "price-sheet.pdf");

	private static final Duration LONGEST = Duration.ofHours(1);

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	@Test
	void importsManyRows() throws Exception {
		Rows rows = Rows.ofClean(ROWS);
		byte[] file = rows.xlsx();
		byte[] documents = rows.zip(SHARED);
		try (BenchDatabase database = new BenchDatabase(this.folder.resolve("postgres"));
				Nodes nodes = new Nodes(this.folder, List.of("-Xmx1g"))) {
			Node roc = nodes.roc("http://127.0.0.1:1/none-yet", "0ms");
			Node node = nodes.node("node", database.access(), roc);
			nodes.awaitReady(node);
			measure(new Api(node.port(), "northwind"), database.jdbc(), file, documents);
		}
	}

	private void measure(Api api, JdbcTemplate jdbc, byte[] file, byte[] documents) throws Exception {
		long begin = System.nanoTime();
		Answer accepted = api.multipart("/api/v1/imports", "load",
				List.of(new Part("file", "load.xlsx", null, file), new Part("documents", "load.zip", null, documents)));
		double acceptedAfter = seconds(begin);
		assertThat(accepted.status()).as(accepted.body().toString()).isEqualTo(202);
		String address = "/api/v1/imports/" + accepted.text("id");
		Nodes.await("The import is not finished", LONGEST,
				() -> api.get(address + "?size=1").text("state").equals("FINISHED"));
		double through = seconds(begin);
		JsonNode done = api.get(address + "?size=1").body();
		long agreements = jdbc.queryForObject("select count(*) from countersign.agreement", Long.class);
		long taken = jdbc.queryForObject(
				"select count(*) from countersign.bulk_import_row where state = 'DONE' and status not in ('RETURNED', 'IN_REVIEW')",
				Long.class);
		int pending = ROWS - done.path("done").asInt() - done.path("failed").asInt();
		Map<String, Object> figures = new LinkedHashMap<>();
		figures.put("machine", Machine.described());
		figures.put("jdk", Machine.jdk());
		figures.put("loadAtEnd", Machine.load());
		figures.put("rows", ROWS);
		figures.put("fileBytes", file.length);
		figures.put("documentsBytes", documents.length);
		figures.put("acceptedAfterSeconds", acceptedAfter);
		figures.put("seconds", through);
		figures.put("rowsPerSecond", ROWS / through);
		figures.put("passed", taken);
		figures.put("failed", ROWS - taken - pending);
		figures.put("notrun", pending);
		new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
			.writeValue(Path.of("target", "load.json").toFile(), figures);
		figures.forEach((name, value) -> System.out.println(name + " = " + value));
		System.out.printf(Locale.ROOT,
				"RESULT load passed=%d failed=%d notrun=%d rows=%d seconds=%.1f rows_per_s=%.1f%n", taken,
				ROWS - taken - pending, pending, ROWS, through, ROWS / through);
		assertThat(agreements).as("agreements").isEqualTo(ROWS);
		assertThat(taken).as("rows that went straight through").isEqualTo(ROWS);
	}

	private static double seconds(long begin) {
		return (System.nanoTime() - begin) / 1e9;
	}

}
