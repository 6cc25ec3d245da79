package io.countersign.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known about a package when it arrives. */
@CountersignTest
class PackageHistoriesTests {

	private static final String ORDER = "PO-SHARED";

	@Autowired
	private ApplicationContext application;

	@Autowired
	private PackageHistories histories;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void agreementsWithTheSameOrderAreListedNewestFirstAndCountedInAll() {
		String same = this.walk.submit(defective("SAME"));
		List<String> others = new ArrayList<>();
		for (int i = 0; i < 23; i++) {
			others.add(0, this.walk.submit(defective("OTHER-" + i)));
		}
		String asking = this.walk.submit(defective("SAME"));
		PackageHistory known = this.histories.of("northwind", asking, defective("SAME").facts());
		assertThat(known.samePackage().newest()).as("also where it is the oldest of all").containsExactly(same);
		assertThat(known.samePackage().total()).isOne();
		assertThat(known.otherPackages().newest()).isEqualTo(others.subList(0, 20));
		assertThat(known.otherPackages().total()).isEqualTo(23);
	}

	@Test
	void ofPackagesThatArriveAtOnceUnderOneOrderAllButTheFirstAreReviewed() throws Exception {
		int senders = 6;
		ExecutorService pool = Executors.newFixedThreadPool(senders);
		try {
			CyclicBarrier together = new CyclicBarrier(senders);
			List<Future<String>> sent = new ArrayList<>();
			for (int i = 0; i < senders; i++) {
				String packageId = "AT-ONCE-" + i;
				sent.add(pool.submit(() -> {
					together.await();
					return this.walk.submit(Packages.clean().id(packageId).purchaseOrder(ORDER));
				}));
			}
			List<AgreementStatus> statuses = new ArrayList<>();
			for (Future<String> each : sent) {
				statuses.add(this.walk.status(each.get()));
			}
			assertThat(statuses).filteredOn(AgreementStatus.IN_REVIEW::equals).hasSize(senders - 1);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void aCorrectionReadsOneFormerSubmissionHoweverManyThereAre() {
		String reference = this.walk.submit(defective("MANY"));
		this.walk.correct(reference, defective("MANY"));
		assertThat(reads(reference)).as("the third").isEqualTo(1);
		this.walk.answer(reference, "userTask_decideAnotherRound", "lea", "clm-lead-DE",
				Map.of("decision", "anotherRound", "reason", "They found the mistake."));
		assertThat(reads(reference)).as("the fourth").isEqualTo(1);
	}

	/** How often a correction reads the documents of a submission. */
	private long reads(String reference) {
		this.database.owner().execute("create extension if not exists pg_stat_statements");
		this.database.owner().execute("select pg_stat_statements_reset()");
		this.walk.correct(reference, defective("MANY"));
		return this.database.owner()
			.queryForObject(
					"select coalesce(sum(calls), 0) from pg_stat_statements where query like 'select sha256, type, code, file_name, role from countersign.submission_document%'",
					Long.class);
	}

	private static Packages defective(String id) {
		return Packages.clean().withoutDocument(DocumentType.PSF).id(id).purchaseOrder(ORDER);
	}

}
