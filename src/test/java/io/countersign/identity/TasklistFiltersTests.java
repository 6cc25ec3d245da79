package io.countersign.identity;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.CountersignTest;
import io.countersign.Database;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@CountersignTest(freshForEachMethod = false)
class TasklistFiltersTests {

	@LocalServerPort
	private int port;

	@Autowired
	private FilterService filters;

	@Autowired
	private AuthorizationService authorizations;

	@Autowired
	private IdentitySetup setup;

	@Autowired
	private Database database;

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "clara | My tasks, Team: to review, Special terms, Overdue, ROC issues, All",
			"lea   | My tasks, Team: to review, Lead: to decide, Team: to sign, Special terms, Overdue, ROC issues, All",
			"mona  | My tasks, Team: to sign, Special terms, Overdue, All",
			"max   | My tasks, Team: to sign, Special terms, Overdue, All",
			"lars  | My tasks, Special terms, Overdue, All", "cora  | My tasks, Overdue, All",
			"rob   | My tasks, Overdue, ROC issues, All" })
	void waitReadyForEachRole(String user, String names) {
		String answer = new Browser(this.port).login(user)
			.camunda("GET", "/filter?resourceType=Task&itemCount=false", null)
			.body();
		Set<String> expected = Set.of(names.split(", "));
		assertThat(List.of("My tasks", "Team: to review", "Lead: to decide", "Team: to sign", "Special terms",
				"Overdue", "ROC issues", "All"))
			.allSatisfy((name) -> assertThat(answer.contains("\"name\":\"" + name + "\"")).as(name)
				.isEqualTo(expected.contains(name)));
	}

	@Test
	void canBeOpenedByThePeopleWhoSeeThem() {
		Browser clara = new Browser(this.port).login("clara");
		Set<String> visible = this.authorizations.createAuthorizationQuery()
			.resourceType(Resources.FILTER)
			.groupIdIn("clm")
			.list()
			.stream()
			.map((row) -> row.getResourceId())
			.collect(Collectors.toSet());
		assertThat(visible).hasSize(6)
			.allSatisfy((id) -> assertThat(clara
				.camunda("POST", "/filter/" + id + "/list?firstResult=0&maxResults=15",
						"{\"sorting\":[{\"sortBy\":\"priority\",\"sortOrder\":\"desc\"}]}")
				.statusCode()).isEqualTo(200));
	}

	@Test
	void sortByPriorityFirst() {
		assertThat(this.filters.createTaskFilterQuery().list()).hasSize(8)
			.allSatisfy((filter) -> assertThat(this.database.jdbc()
				.queryForObject("select query_ from public.act_ru_filter where id_ = ?", String.class, filter.getId()))
				.containsSubsequence("PRIORITY_\",\"direction\":\"desc", "DUE_DATE_\",\"direction\":\"asc"));
	}

	@Test
	void areBroughtUpToDateAtTheNextStartAndNotDoubled() {
		Filter renamed = this.filters.createTaskFilterQuery().filterName("Overdue").singleResult();
		renamed.setName("Late");
		this.filters.saveFilter(renamed);
		long filtersBefore = this.filters.createTaskFilterQuery().count();
		long rowsBefore = this.authorizations.createAuthorizationQuery().count();
		long groupsBefore = this.database.count("public.act_id_group");
		long usersBefore = this.database.count("public.act_id_user");

		this.setup.afterSingletonsInstantiated();

		assertThat(this.filters.createTaskFilterQuery().count()).isEqualTo(filtersBefore);
		assertThat(this.authorizations.createAuthorizationQuery().count()).isEqualTo(rowsBefore);
		assertThat(this.database.count("public.act_id_group")).isEqualTo(groupsBefore);
		assertThat(this.database.count("public.act_id_user")).isEqualTo(usersBefore);
		assertThat(this.filters.getFilter(renamed.getId()).getName()).isEqualTo("Overdue");
	}

}
