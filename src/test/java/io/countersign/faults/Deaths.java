package io.countersign.faults;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.Nodes;
import io.countersign.agreement.Packages;
import io.countersign.faults.Reseller.Kind;
import io.countersign.faults.Reseller.Traffic;
import io.countersign.identity.Browser;
import io.countersign.imports.Rows;

/** Programs that end in the middle of what they do. */
final class Deaths {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** What a halted machine ends with. */
	private static final int HALTED = 137;

	private static final Duration BETWEEN = Duration.ofMillis(200);

	private Deaths() {
	}

	/** F2: a node dies at some moment under load; the other one goes on. */
	static void ofNodes(World world, int kills, Random random, Findings findings) throws Exception {
		Traffic traffic = world.reseller().traffic("f2-" + random.nextInt(1_000_000), 2, BETWEEN);
		for (int kill = 0; kill < kills; kill++) {
			int taken = traffic.accepted();
			LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(2500)).toNanos());
			Nodes.await("Nothing is taken any more", () -> traffic.accepted() > taken);
			int doomed = random.nextInt(2);
			world.kill(doomed);
			world.launch(doomed, List.of(), List.of());
			world.awaitReady(doomed);
		}
		traffic.stop();
		findings.figure("%d agreements taken meanwhile, %d requests repeated in all", traffic.accepted(),
				world.reseller().repetitions());
	}

	/** F1: a node halts at a named point of the code; what it did goes on elsewhere. */
	static void atNamedPoints(World world, int times, Random random, Findings findings) throws Exception {
		String agent = FaultAgent.option(world.folder());
		Path armed = world.folder().resolve("halt").toAbsolutePath();
		List<String> options = List.of(agent, "-D" + FaultAgent.ARMED + "=" + armed);
		world.restart(1, options, List.of());
		for (int time = 0; time < times; time++) {
			for (HaltPoint point : HaltPoint.values()) {
				String run = "f1-%s-%d".formatted(point, random.nextInt(1_000_000));
				Path arm = Files.createFile(Path.of(armed + "." + point));
				Process doomed = world.node(1).process();
				Work work = switch (point) {
					case IMPORTED_ROW -> new ImportWork(world, run);
					case APPROVAL_AFTER_INSERT -> new ApprovalWork(world, run);
					default -> new PackageWork(world, run);
				};
				boolean halted = doomed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
				Files.delete(arm);
				findings.expect(halted && doomed.exitValue() == HALTED, "%s was not reached", point);
				world.door().leadsTo(world.node(0));
				if (halted) {
					world.launch(1, options, List.of());
				}
				work.finish();
				world.awaitReady(1);
			}
		}
		world.restart(1, List.of(), List.of());
		findings.figure("%d points", HaltPoint.values().length);
	}

	/** Something that leads past a point; on its way when it is made. */
	private interface Work {

		/** Lets it come to its end. */
		void finish() throws Exception;

	}

	/** Packages, until somebody dies of them. */
	private static final class PackageWork implements Work {

		private final Traffic traffic;

		PackageWork(World world, String run) {
			this.traffic = world.reseller().traffic(run, 2, BETWEEN);
		}

		@Override
		public void finish() throws Exception {
			this.traffic.stop();
		}

	}

	/** A table of packages; its rows are worked on by whichever node comes first. */
	private static final class ImportWork implements Work {

		private static final int ROWS = 12;

		private final World world;

		private final String id;

		ImportWork(World world, String run) {
			this.world = world;
			List<Packages> packages = new ArrayList<>();
			for (int i = 0; i < ROWS; i++) {
				packages.add(Rows.clean(run + "-" + i));
			}
			Rows rows = Rows.of(packages);
			this.id = new Api(world.node(0).port(), Reseller.NAME)
				.multipart("/api/v1/imports", run, List.of(new Part("file", run + ".csv", null, rows.csv()),
						new Part("documents", run + ".zip", null, rows.zip())))
				.text("id");
		}

		@Override
		public void finish() throws Exception {
			Api api = new Api(this.world.node(0).port(), Reseller.NAME);
			Nodes.await("An import does not end",
					() -> api.get("/api/v1/imports/" + this.id + "?size=1").text("state").equals("FINISHED"));
			api.get("/api/v1/imports/" + this.id + "?size=" + ROWS)
				.body()
				.at("/results/items")
				.forEach((row) -> this.world.reseller()
					.acknowledged(row.path("identity").asText(), row.path("reference").asText(), Kind.BOOKED));
		}

	}

	/**
	 * A decision on special terms, taken on the doomed node and repeated on the other.
	 */
	private static final class ApprovalWork implements Work {

		private final World world;

		private final String reference;

		ApprovalWork(World world, String run) throws Exception {
			this.world = world;
			Answer answer = new Api(world.node(0).port(), Reseller.NAME).submit(run,
					Api.sampleAs("special-terms", run));
			this.reference = answer.text("reference");
			world.reseller().acknowledged(run, this.reference, Kind.BOOKED);
			decide(0, "userTask_triageTerms", "carl",
					"{\"decision\": {\"value\": \"accept\"}, \"reason\": {\"value\": \"Complete.\"}}");
			try {
				approve(1);
			}
			catch (AssertionError ex) {
				// The node died before it could answer.
			}
		}

		private void approve(int node) throws Exception {
			decide(node, "userTask_decideTerms", "mona",
					"{\"decision\": {\"value\": \"approve\"}, \"reason\": {\"value\": \"It pays.\"}}");
		}

		private void decide(int node, String key, String person, String variables) throws Exception {
			String task = this.world
				.text("""
						select w.task_id from countersign.work_item w where w.task_key = '%s' and ('manager-1' = split_part(w.groups[1], '-', 1) || '-' || split_part(w.groups[1], '-', 2)
							or w.task_key = 'userTask_triageTerms')
						and (w.reference = '%s' or w.reference in
							(select r.reference from countersign.special_terms_request r where r.agreement = '%s'))
						order by w.task_id limit 1"""
					.formatted(key, this.reference, this.reference));
			Browser browser = new Browser(this.world.node(node).port()).login(person);
			browser.camunda("POST", "/task/" + task + "/claim", "{\"userId\": \"%s\"}".formatted(person));
			HttpResponse<String> answer = browser.camunda("POST", "/task/" + task + "/submit-form",
					"{\"variables\": %s}".formatted(variables));
			if (answer.statusCode() >= 300) {
				throw new IllegalStateException(key + ": " + answer.body());
			}
		}

		@Override
		public void finish() throws Exception {
			approve(0);
			long approvals = this.world.number(
					"select count(*) from countersign.approval p join countersign.special_terms_request r on r.reference = p.reference where r.agreement = '%s'"
						.formatted(this.reference));
			if (approvals != 1) {
				throw new AssertionError("I5: one decision, and %d approvals".formatted(approvals));
			}
		}

	}

	/** F3: PostgreSQL dies under load, right after something was acknowledged. */
	static void ofTheDatabase(World world, int crashes, Random random, Findings findings) throws Exception {
		Traffic traffic = world.reseller().traffic("f3-" + random.nextInt(1_000_000), 3, BETWEEN);
		for (int crash = 0; crash < crashes; crash++) {
			LockSupport.parkNanos(Duration.ofMillis(1000 + random.nextInt(2000)).toNanos());
			int taken = traffic.accepted();
			Nodes.await("Nothing is taken any more", () -> traffic.accepted() > taken);
			world.postgres().crash();
			world.postgres().startAgain();
			int after = traffic.accepted();
			long begin = System.nanoTime();
			Nodes.await("Nothing is taken after PostgreSQL is back", () -> traffic.accepted() > after + 4);
			findings.figure("takes again after %.1f s", (System.nanoTime() - begin) / 1e9);
		}
		traffic.stop();
		findings.figure("%d agreements taken meanwhile", traffic.accepted());
	}

}
