package io.countersign.signature;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.Packages;
import io.countersign.signature.ProofRows.Request;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Approve, refuse, edit, review, sign and withdraw at once: 32 threads, half of them on
 * each of two connection pools, as two nodes have them. Their statements are those of the
 * application and have its role; nothing but the database decides. After each round the
 * second implementation judges every signature. A few rounds by default, 500 in the
 * programme {@code -Prace}.
 */
@CountersignTest
class SigningRaceTests {

	private static final int THREADS = 32;

	private static final AskedTerm TERM = new AskedTerm("CTM", "Payment within 60 days.", null);

	private static final List<Deed> EFFORTS = List.of(Deed.APPROVE, Deed.GRANT, Deed.GRANT, Deed.SIGN, Deed.SIGN,
			Deed.SIGN_AS_REVIEWER);

	private static final List<Deed> SPOILERS = List.of(Deed.REVISE, Deed.REFUSE, Deed.REVIEW_BY_SIGNER, Deed.WITHDRAW,
			Deed.WITHDRAW_REQUEST);

	@Autowired
	private Database database;

	@Autowired
	private HikariDataSource pool;

	private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

	@Test
	void whateverComesFirstNothingIsSignedWithoutWhatItNeeds() throws Exception {
		int rounds = Integer.getInteger("race.rounds", 6);
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		int failed = 0;
		int signed = 0;
		try (HikariDataSource one = node(); HikariDataSource two = node()) {
			for (int round = 1; round <= rounds; round++) {
				String agreement = round(new Random(round), threads, one, two);
				List<String> violations = ProofChecker.violations(this.database.jdbc());
				failed += violations.isEmpty() ? 0 : 1;
				signed += this.database.jdbc()
					.queryForObject("select count(*) from countersign.signature where reference = ?", Integer.class,
							agreement);
				assertThat(violations).as("round %d", round).isEmpty();
				if (round % 20 == 0) {
					this.database.clean();
				}
			}
		}
		finally {
			threads.shutdownNow();
			System.out.printf(Locale.ROOT, "RESULT race passed=%d failed=%d notrun=0 threads=%d signed=%d %s%n",
					rounds - failed, failed, THREADS, signed, new TreeMap<>(this.outcomes));
		}
		assertThat(this.outcomes).doesNotContainKey("other");
	}

	/** A pool of its own, as every node has one. */
	private HikariDataSource node() {
		HikariDataSource node = new HikariDataSource();
		node.setJdbcUrl(this.pool.getJdbcUrl());
		node.setUsername(this.pool.getUsername());
		node.setPassword(this.pool.getPassword());
		node.setDataSourceProperties(this.pool.getDataSourceProperties());
		node.setMaximumPoolSize(THREADS / 2);
		return node;
	}

	private String round(Random random, ExecutorService threads, HikariDataSource... nodes) throws Exception {
		ProofRows rows = new ProofRows(this.database.jdbc());
		Packages pack = ProofRows.worth("500000.00").amendment("CTM", false, TERM.text());
		String agreement = rows.agreement(pack);
		Request request = rows.request(pack.facts(), TERM, "T3", "500000", "EUR");
		rows.link(agreement, "AMENDMENT", TERM, request.reference());
		request.approvedBy("finance", "fiona").asks("legal");
		CyclicBarrier together = new CyclicBarrier(THREADS);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Node node = new Node(nodes[i % nodes.length], agreement, request);
			List<Deed> deeds = new ArrayList<>();
			for (int step = 0; step < 3; step++) {
				deeds.add(deed(random, i < 3 && step == random.nextInt(3)));
			}
			all.add(threads.submit(() -> {
				together.await(60, TimeUnit.SECONDS);
				deeds.forEach((deed) -> attempt(node, deed));
				return null;
			}));
		}
		for (Future<?> one : all) {
			one.get(120, TimeUnit.SECONDS);
		}
		return agreement;
	}

	/** Most want it approved and signed; a few of the others may come in between. */
	private static Deed deed(Random random, boolean spoils) {
		if (spoils) {
			return SPOILERS.get(random.nextInt(SPOILERS.size()));
		}
		return EFFORTS.get(random.nextInt(EFFORTS.size()));
	}

	private void attempt(Node node, Deed deed) {
		try {
			new TransactionTemplate(new JdbcTransactionManager(node.pool))
				.executeWithoutResult((status) -> node.does(deed));
			count(deed + "=done");
		}
		catch (DataAccessException ex) {
			String state = (ex.getMostSpecificCause() instanceof SQLException sql) ? sql.getSQLState() : "";
			boolean expected = state.startsWith("CS") || state.startsWith("23") || state.equals("40P01");
			count(expected ? deed + "=" + state : "other");
		}
	}

	private void count(String outcome) {
		this.outcomes.computeIfAbsent(outcome, (key) -> new AtomicInteger()).incrementAndGet();
	}

	private enum Deed {

		APPROVE, REFUSE, GRANT, REVISE, REVIEW_BY_SIGNER, SIGN, SIGN_AS_REVIEWER, WITHDRAW, WITHDRAW_REQUEST

	}

	/** What one node does in one transaction. */
	private static final class Node {

		private final HikariDataSource pool;

		private final JdbcTemplate jdbc;

		private final String agreement;

		private final Request request;

		Node(HikariDataSource pool, String agreement, Request request) {
			this.pool = pool;
			this.jdbc = new JdbcTemplate(pool);
			this.agreement = agreement;
			this.request = request;
		}

		void does(Deed deed) {
			switch (deed) {
				case APPROVE -> decide("APPROVE");
				case REFUSE -> decide("REFUSE");
				case GRANT -> this.jdbc
					.update("""
							update countersign.special_terms_request r set status = 'APPROVED', closed_at = now(), expires_on = current_date + 30
							where reference = ? and status = 'IN_APPROVAL'
								and not exists (select from countersign.counting_approvals(r.reference, r.revision) c where c.approval is null or c.decision = 'REFUSE')""",
							this.request.reference());
				case REVISE -> revise();
				case REVIEW_BY_SIGNER -> this.jdbc.update(
						"insert into countersign.review values (gen_random_uuid(), ?, 1, 'pass', null, 'magda', now())",
						this.agreement);
				case SIGN -> sign("max");
				case SIGN_AS_REVIEWER -> sign("magda");
				case WITHDRAW -> this.jdbc.update(
						"update countersign.agreement set status = 'WITHDRAWN', closed_at = now() where reference = ? and status = 'READY_TO_SIGN'",
						this.agreement);
				case WITHDRAW_REQUEST -> this.jdbc.update(
						"update countersign.special_terms_request set status = 'WITHDRAWN', closed_at = now() where reference = ?",
						this.request.reference());
			}
		}

		private void sign(String person) {
			ProofRows rows = new ProofRows(this.jdbc);
			rows.sign(this.agreement, person, rows.authorityOf(person, "EUR"), 1);
			this.jdbc.update("update countersign.agreement set status = 'COUNTERSIGNED' where reference = ?",
					this.agreement);
		}

		/**
		 * Decides the step of legal in the newest revision; one of its holders has the
		 * task.
		 */
		private void decide(String decision) {
			this.jdbc.update(
					"""
							insert into countersign.approval select ?, s.reference, s.revision, s.step, s.office, ?, 'Good.', 'lars', null, null, s.content_hash,
								'[]', s.route_version, current_date + 30, repeat('0', 64), now()
							from countersign.approval_step s join countersign.special_terms_request r on r.reference = s.reference and r.revision = s.revision
							where s.reference = ? and s.office = 'legal'""",
					UUID.randomUUID(), decision, this.request.reference());
		}

		/** Asks for another value: what was approved counts no longer. */
		private void revise() {
			Integer revision = this.jdbc.queryForObject(
					"select revision from countersign.special_terms_request where reference = ? for update",
					Integer.class, this.request.reference());
			this.jdbc.update(
					"""
							update countersign.special_terms_request set revision = revision + 1, value = ?, status = 'IN_APPROVAL',
								closed_at = null, expires_on = null where reference = ?""",
					new BigDecimal(500000 + revision), this.request.reference());
			this.jdbc.update(
					"insert into countersign.special_terms_revision values (?, ?, '{}', repeat('0', 64), 'northwind', now(), null)",
					this.request.reference(), revision + 1);
			this.jdbc.update(
					"insert into countersign.special_term select reference, revision + 1, position, code, clause_version, kind, term_class, title, text, percent, amount, justification, text_hash from countersign.special_term where reference = ? and revision = ?",
					this.request.reference(), revision);
			this.jdbc.update(
					"insert into countersign.approval_step select reference, revision + 1, step, stage, office, terms, because, countersign.step_hash(reference, revision + 1, terms), route_version, valid_days, now() from countersign.approval_step where reference = ? and revision = ?",
					this.request.reference(), revision);
		}

	}

}
