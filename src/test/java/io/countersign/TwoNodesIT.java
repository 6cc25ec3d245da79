package io.countersign;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.Nodes.Node;
import io.countersign.postgres.DurablePostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one PostgreSQL, both started at once on an empty database. One of them is
 * killed while 200 agreements come in: all are booked, each once in the ROC's own ledger.
 */
class TwoNodesIT {

	private static final int AGREEMENTS = 200;

	private static final int KILL_AFTER = 60;

	private static final int SENDERS = 4;

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path folder;

	@Test
	void everyAgreementIsBookedOnceThoughANodeDies() throws Exception {
		try (DurablePostgres postgres = new DurablePostgres(this.folder.resolve("postgres"));
				FrontDoor door = new FrontDoor(2 * SENDERS);
				Nodes nodes = new Nodes(this.folder, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))) {
			Node roc = nodes.roc(door.url() + "/api/v1/roc/events", "20ms");
			Node doomed = nodes.node("doomed", postgres, roc);
			Node survivor = nodes.node("survivor", postgres, roc);
			nodes.awaitReady(doomed);
			nodes.awaitReady(survivor);
			door.leadsTo(doomed, survivor);

			List<String> references = submit(door, doomed);

			assertThat(doomed.process().isAlive()).isFalse();
			assertThat(references).hasSize(AGREEMENTS).doesNotHaveDuplicates();
			Api api = new Api(survivor.port(), "northwind");
			Nodes.await("Not all agreements were booked",
					() -> api.get("/api/v1/agreements?status=BOOKED&size=1")
						.body()
						.path("total")
						.asInt() == AGREEMENTS);
			assertThat(orders(nodes)).hasSize(AGREEMENTS).containsExactlyInAnyOrderElementsOf(references);
			try (Connection connection = postgres.connect()) {
				assertThat(number(connection, "select count(*) from countersign.agreement")).isEqualTo(AGREEMENTS);
				assertThat(number(connection,
						"select count(*) from countersign.audit_event where type = 'AgreementBooked'"))
					.isEqualTo(AGREEMENTS);
				assertThat(number(connection, "select count(*) from countersign.signature")).isEqualTo(AGREEMENTS);
				assertThat(number(connection, "select count(*) from public.act_ru_execution")).isZero();
				assertThat(number(connection, "select count(distinct version_) from public.act_re_procdef")).isOne();
			}
		}
	}

	private static List<String> submit(FrontDoor door, Node doomed) throws Exception {
		AtomicInteger accepted = new AtomicInteger();
		ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
		try {
			List<Callable<String>> calls = new ArrayList<>();
			for (int i = 0; i < AGREEMENTS; i++) {
				String id = "two-nodes-" + i;
				calls.add(() -> {
					List<Part> parts = Api.sampleAs("clean-straight-through", id);
					Answer answer = untilAccepted(door, id, parts);
					if (accepted.incrementAndGet() == KILL_AFTER) {
						doomed.kill();
					}
					return answer.text("reference");
				});
			}
			List<String> references = new ArrayList<>();
			for (Future<String> call : senders.invokeAll(calls)) {
				references.add(call.get());
			}
			doomed.process().waitFor();
			return references;
		}
		finally {
			senders.shutdownNow();
		}
	}

	/** Repeats a request with its key, as every client should. */
	private static Answer untilAccepted(FrontDoor door, String key, List<Part> parts) {
		Answer[] answer = new Answer[1];
		Nodes.await(key + " was not accepted", () -> {
			answer[0] = new Api(door.port(), "northwind").submit(key, parts);
			return answer[0].status() == 201;
		});
		return answer[0];
	}

	private static List<String> orders(Nodes nodes) throws IOException {
		List<String> references = new ArrayList<>();
		for (String line : nodes.ledger()) {
			JsonNode entry = new ObjectMapper().readTree(line);
			if (entry.path("line").asText().equals("order")) {
				references.add(entry.at("/order/reference").asText());
			}
		}
		return references;
	}

	private static long number(Connection connection, String sql) throws Exception {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

}
