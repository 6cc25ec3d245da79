package io.countersign.engine;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.countersign.engine.EngineTestApplication.TestModels;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.StreamUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@EngineTest
class DecisionsTests {

	@Autowired
	private Decisions decisions;

	@Autowired
	private TestModels models;

	@Autowired
	private RepositoryService repository;

	@Autowired
	private HistoryService history;

	@Autowired
	private IdentityService identities;

	@Autowired
	private SystemRights system;

	@BeforeEach
	void deploy() {
		this.models.in("good").deploy();
	}

	@Test
	void answersWithTheRuleThatMatches() {
		Decision decision = this.decisions.evaluate("case-route", Map.of("value", 5000.0, "kind", "NEW"));
		assertThat(decision.text("route")).isEqualTo("review");
		assertThat(decision.text("reason")).isEqualTo("worth 5000.0");
		assertThat(decision.inputs()).containsEntry("kind", "NEW");
		assertThat(this.decisions.evaluate("case-route", Map.of("value", 10.0, "kind", "NEW")).first())
			.isEqualTo(Map.of("route", "straight"));
	}

	@Test
	void collectsEveryRuleThatMatches() {
		assertThat(this.decisions.evaluate("case-papers", Map.of("kinds", List.of("EDU", "GOV"))).rows())
			.containsExactly(Map.of("paper", "FORM"), Map.of("paper", "PROOF"));
	}

	@Test
	void saysWhenNoRuleMatches() {
		Decision decision = this.decisions.evaluate("case-route", Map.of("value", 5000.0, "kind", "GIFT"));
		assertThat(decision.rows()).isEmpty();
		assertThatIllegalStateException().isThrownBy(decision::first)
			.withMessageContaining("case-route")
			.withMessageContaining("GIFT");
	}

	@Test
	void namesDecisionAndInputsWhereItCannotBeEvaluated() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.decisions.evaluate("case-route", Map.of("value", "much", "kind", "NEW")))
			.withMessageContaining("'case-route' version")
			.withMessageContaining("value=much");
		assertThatIllegalStateException().isThrownBy(() -> this.decisions.evaluate("no-such-route", Map.of()))
			.withMessage("There is no decision 'no-such-route'");
	}

	@Test
	void leavesNoHistoryAndSendsNoStatement() {
		this.decisions.evaluate("case-route", Map.of("value", 1.0, "kind", "NEW"));
		assertThat(CountingDataSource
			.during(() -> this.decisions.evaluate("case-route", Map.of("value", 1.0, "kind", "NEW")))).isEmpty();
		assertThat(this.history.createHistoricDecisionInstanceQuery().count()).isZero();
	}

	@Test
	void answersAPersonWithoutRightsOnDecisions() {
		EngineDecisions fresh = new EngineDecisions(this.repository, this.system, System::nanoTime);
		this.identities.setAuthentication("nobody", List.of());
		try {
			assertThat(fresh.evaluate("case-papers", Map.of("kinds", List.of())).rows()).hasSize(1);
			assertThat(this.identities.getCurrentAuthentication().getUserId()).isEqualTo("nobody");
		}
		finally {
			this.identities.clearAuthentication();
		}
	}

	@Test
	void seesAVersionOfAnotherNodeAfterFiveSecondsAndOurOwnAtOnce() throws Exception {
		AtomicLong nanos = new AtomicLong();
		EngineDecisions here = new EngineDecisions(this.repository, this.system, nanos::get);
		int first = version(here);
		deployByAnotherNode();
		nanos.addAndGet(4_999_999_999L);
		assertThat(version(here)).isEqualTo(first);
		nanos.addAndGet(1);
		assertThat(version(here)).isEqualTo(first + 1);
		deployByAnotherNode();
		here.forget();
		assertThat(version(here)).isEqualTo(first + 2);
	}

	@Test
	void looksUpOnceForManyThreads() throws Exception {
		AtomicLong nanos = new AtomicLong();
		EngineDecisions here = new EngineDecisions(this.repository, this.system, nanos::get);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			Callable<Integer> asked = () -> CountingDataSource.during(() -> version(here)).size();
			List<Integer> statements = new ArrayList<>();
			for (Future<Integer> thread : threads.invokeAll(List.of(asked, asked, asked, asked))) {
				statements.add(thread.get());
			}
			assertThat(statements).filteredOn((count) -> count > 0).hasSize(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static int version(EngineDecisions decisions) {
		return decisions.evaluate("case-papers", Map.of("kinds", List.of())).version();
	}

	private void deployByAnotherNode() throws Exception {
		byte[] table = StreamUtils
			.copyToByteArray(getClass().getResourceAsStream("/models/good/processes/papers/case-papers.dmn"));
		this.repository.createDeployment()
			.name("another node")
			.addInputStream("case-papers.dmn", new ByteArrayInputStream(table))
			.deploy();
	}

}
