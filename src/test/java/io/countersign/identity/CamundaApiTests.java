package io.countersign.identity;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.countersign.Api;
import io.countersign.CountersignTest;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What people may do with Tasklist's interface, asked over HTTP with a real session. */
@CountersignTest(freshForEachMethod = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CamundaApiTests {

	/** Would be evaluated in this JVM if a wall had a hole. */
	private static final String EXPRESSION = "${''.getClass().forName('java.lang.System').getMethods()[0]}";

	@LocalServerPort
	private int port;

	@Autowired
	private TaskService tasks;

	@Autowired
	private FilterService filters;

	@Autowired
	private IdentityService identities;

	@Autowired
	private EngineAccounts accounts;

	private Task task;

	/** A package with warnings, sent by a reseller, waits for the German team. */
	@BeforeAll
	void aTaskOfTheGermanTeam() {
		Api.Answer answer = new Api(this.port, "northwind").submit("identity", Api.sample("warnings"));
		this.task = this.tasks.createTaskQuery().processInstanceBusinessKey(answer.text("reference")).singleResult();
		assertThat(this.task.getTaskDefinitionKey()).isEqualTo("userTask_reviewPackage");
	}

	@ParameterizedTest
	@CsvSource({ "clara, true", "carl, true", "chloe, false", "mona, false", "rob, false" })
	void showsATaskToItsTeamOnly(String user, boolean theirs) {
		Browser browser = new Browser(this.port).login(user);
		String all = filter("All");
		String list = browser.camunda("POST", "/filter/" + all + "/list", "{}").body();
		HttpResponse<String> one = browser.camunda("GET", "/task/" + this.task.getId(), null);
		if (theirs) {
			assertThat(list).contains(this.task.getId());
			assertThat(one.statusCode()).isEqualTo(200);
		}
		else {
			assertThat(list).doesNotContain(this.task.getId());
			assertThat(one.statusCode()).isEqualTo(404);
			assertThat(browser.camunda("POST", "/task/" + this.task.getId() + "/claim", "{\"userId\":\"" + user + "\"}")
				.statusCode()).isEqualTo(403);
		}
	}

	/**
	 * Tasklist asks this after each completion and does not go on if it is refused.
	 */
	@ParameterizedTest
	@CsvSource({ "clara, true", "chloe, false" })
	void saysWhatTheProcessAsksNextOfWhoMayReadIt(String user, boolean theirs) {
		HttpResponse<String> answer = new Browser(this.port).login(user)
			.camunda("GET", "/task?maxResults=15&processInstanceId=" + this.task.getProcessInstanceId(), null);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body().contains(this.task.getId())).isEqualTo(theirs);
	}

	@Test
	void answersForeignAndUnknownTasksAlike() {
		Browser chloe = new Browser(this.port).login("chloe");
		HttpResponse<String> foreign = chloe.camunda("GET", "/task/" + this.task.getId(), null);
		HttpResponse<String> unknown = chloe.camunda("GET", "/task/00000000-0000-0000-0000-000000000000", null);
		assertThat(foreign.body().replace(this.task.getId(), "ID"))
			.isEqualTo(unknown.body().replace("00000000-0000-0000-0000-000000000000", "ID"));
		assertThat(foreign.statusCode()).isEqualTo(unknown.statusCode());
	}

	@Test
	void letsPeopleClaimAndGiveBackForThemselves() {
		Browser clara = new Browser(this.port).login("clara");
		assertThat(clara.camunda("POST", "/task/" + this.task.getId() + "/claim", "{\"userId\":\"carl\"}").body())
			.contains("claim-for-another");
		assertThat(clara.camunda("POST", "/task/" + this.task.getId() + "/claim", "{}").statusCode()).isEqualTo(403);
		assertThat(
				clara.camunda("POST", "/task/" + this.task.getId() + "/claim", "{\"userId\":\"clara\"}").statusCode())
			.isEqualTo(204);
		assertThat(assignee()).isEqualTo("clara");
		assertThat(clara.camunda("POST", "/task/" + this.task.getId() + "/comment/create", "{\"message\":\"Fine\"}")
			.statusCode()).isEqualTo(200);
		assertThat(clara.camunda("POST", "/task/" + this.task.getId() + "/unclaim", "{}").statusCode()).isEqualTo(204);
		assertThat(assignee()).isNull();
	}

	/**
	 * The engine takes the last of two values, and takes null as giving the task back.
	 */
	@Test
	void nobodyTakesATaskFromItsHolderWithANameGivenTwice() {
		Browser carl = new Browser(this.port).login("carl");
		String claim = "/task/" + this.task.getId() + "/claim";
		assertThat(carl.camunda("POST", claim, "{\"userId\":\"carl\"}").statusCode()).isEqualTo(204);
		try {
			Browser clara = new Browser(this.port).login("clara");
			assertThat(clara.camunda("POST", claim, "{\"userId\":\"clara\",\"userId\":null}").statusCode())
				.isEqualTo(400);
			assertThat(clara.camunda("POST", claim, "{\"userId\":\"clara\",\"userId\":7}").statusCode()).isEqualTo(400);
			HttpResponse<String> late = clara.camunda("POST", claim, "{\"userId\":\"clara\"}");
			assertThat(late.statusCode()).isEqualTo(403);
			assertThat(late.body()).contains("Somebody else holds this task already.");
			assertThat(assignee()).isEqualTo("carl");
		}
		finally {
			carl.camunda("POST", "/task/" + this.task.getId() + "/unclaim", "{}");
		}
	}

	@Test
	void oneOfManyWhoClaimAtOnceGetsTheTaskAndTheOthersASentence() throws Exception {
		Browser clara = new Browser(this.port).login("clara");
		Browser carl = new Browser(this.port).login("carl");
		clara.camunda("GET", "/filter", null);
		carl.camunda("GET", "/filter", null);
		ExecutorService callers = Executors.newFixedThreadPool(12);
		try {
			List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				for (String user : List.of("clara", "carl")) {
					calls.add(() -> (user.equals("clara") ? clara : carl).camunda("POST",
							"/task/" + this.task.getId() + "/claim", "{\"userId\":\"" + user + "\"}"));
				}
			}
			for (var answer : callers.invokeAll(calls)) {
				assertThat(answer.get().statusCode()).as(answer.get().body()).isIn(204, 403);
			}
			assertThat(assignee()).isIn("clara", "carl");
		}
		finally {
			callers.shutdownNow();
			clara.camunda("POST", "/task/" + this.task.getId() + "/unclaim", "{}");
			carl.camunda("POST", "/task/" + this.task.getId() + "/unclaim", "{}");
		}
	}

	@Test
	void tellsThatATaskIsGone() {
		HttpResponse<String> gone = new Browser(this.port).login("clara")
			.camunda("POST", "/task/00000000-0000-0000-0000-000000000000/submit-form", "{\"variables\":{}}");
		assertThat(gone.statusCode()).isEqualTo(403);
		assertThat(gone.body()).contains("This task is no longer there");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "``   | 400 | answers-missing",
			"null | 400 | answers-missing", "[]   | 400 | answers-missing",
			"{\"variables\":{\"decision\":null}} | 400 | answers-missing",
			"{\"variables\":{\"reason\":{\"value\":\"a\\u0000b\"}}} | 400 | text-unusable",
			"{\"variables\":{\"reason\":{\"value\":\"{}\",\"type\":\"Json\"}}} | 403 | takes a plain value",
			"{\"variables\":{\"reason\":{\"value\":\"<a/>\",\"type\":\"Xml\"}}} | 403 | takes a plain value",
			"{\"variables\":{\"reason\":{\"value\":\"YQ==\",\"type\":\"File\",\"valueInfo\":{\"filename\":\"x\"}}}} | 403 | takes a plain value" })
	void refusesAnswersThatAreNone(String body, int status, String sentence) {
		Browser clara = new Browser(this.port).login("clara");
		clara.camunda("POST", "/task/" + this.task.getId() + "/claim", "{\"userId\":\"clara\"}");
		try {
			HttpResponse<String> answer = clara.camunda("POST", "/task/" + this.task.getId() + "/submit-form", body);
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
			assertThat(answer.body()).contains(sentence);
		}
		finally {
			clara.camunda("POST", "/task/" + this.task.getId() + "/unclaim", "{}");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"PUT    | /task/{task}/variables/approved           | {\"value\":true,\"type\":\"Boolean\"}",
			"PUT    | /task/{task}/localVariables/approved      | {\"value\":true,\"type\":\"Boolean\"}",
			"POST   | /task/{task}/variables                    | {\"modifications\":{}}",
			"POST   | /task/{task}/assignee                     | {\"userId\":\"carl\"}",
			"POST   | /task/{task}/delegate                     | {\"userId\":\"carl\"}",
			"POST   | /task/{task}/complete                     | {}",
			"POST   | /task/{task}/identity-links               | {\"groupId\":\"clm-FR\",\"type\":\"candidate\"}",
			"PUT    | /task/{task}                              | {\"name\":\"other\"}",
			"DELETE | /task/{task}                              |", "POST   | /task/create | {\"name\":\"mine\"}",
			"POST   | /filter/create                            | {\"resourceType\":\"Task\",\"name\":\"mine\"}",
			"PUT    | /filter/{filter}                          | {\"resourceType\":\"Task\",\"name\":\"mine\"}",
			"DELETE | /filter/{filter}                          |",
			"POST   | /process-definition/key/agreement-execution/start       | {}",
			"POST   | /process-definition/key/agreement-execution/submit-form | {}",
			"PUT    | /process-instance/{instance}/variables/approved | {\"value\":true}",
			"POST   | /process-instance/{instance}/modification | {\"instructions\":[]}",
			"DELETE | /process-instance/{instance}              |",
			"POST   | /message                                  | {\"messageName\":\"roc.rejected\"}",
			"POST   | /signal                                   | {\"name\":\"x\"}",
			"POST   | /migration/generate                       | {}", "POST | /deployment/create | {}",
			"POST   | /authorization/create                     | {\"type\":1}",
			"POST   | /user/create                              | {}",
			"PUT    | /group/clm-lead/members/clara             | {}",
			"POST   | /task                                     | {}", "POST   | /history/task | {}",
			"GET    | /process-instance/{instance}/variables    |", "GET    | /history/variable-instance |" })
	void refusesEverythingElse(String method, String path, String body) {
		Browser clara = new Browser(this.port).login("clara");
		String address = path.replace("{task}", this.task.getId())
			.replace("{instance}", this.task.getProcessInstanceId())
			.replace("{filter}", filter("All"));
		assertThat(clara.camunda(method, address, body).statusCode()).isEqualTo(403);
		assertThat(clara.get("/desk").statusCode()).isEqualTo(200);
		assertThat(assignee()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"assigneeExpression\":\"#\"}", "{\"orQueries\":[{\"assigneeExpression\":\"#\"}]}",
			"{\"orQueries\":[{\"dueBeforeExpression\":\"#\"}]}", "{\"ASSIGNEEEXPRESSION\":\"#\"}",
			"{\"\\u0061ssigneeExpr\\u0065ssion\":\"#\"}", "{\"assigneeExpression\":{\"a\":\"#\"}}",
			"{\"assigneeExpression\":[\"#\"]}", "[{\"candidateGroupsExpression\":\"#\"}]" })
	void refusesExpressionsInQueries(String body) {
		String query = body.replace("#", EXPRESSION);
		for (String user : List.of("clara", "admin")) {
			Browser browser = new Browser(this.port).login(user);
			HttpResponse<String> answer = browser.camunda("POST", "/filter/" + filter("All") + "/list", query);
			assertThat(answer.statusCode()).isEqualTo(403);
			assertThat(answer.body()).contains("expression-refused");
		}
		assertThat(
				new Browser(this.port).as("admin", "admin").post("/engine-rest/task", "application/json", query).body())
			.contains("expression-refused");
	}

	@Test
	void refusesExpressionsInAddresses() {
		Browser operator = new Browser(this.port).as("admin", "admin");
		assertThat(operator.get("/engine-rest/task?assigneeExpression=%24%7B1%7D").body())
			.contains("expression-refused");
		assertThat(operator.get("/engine-rest/task?assignee%45xpression=%24%7B1%7D").body())
			.contains("expression-refused");
	}

	@Test
	void refusesBodiesThatAreNoJsonOrTooLarge() {
		Browser clara = new Browser(this.port).login("clara");
		String list = "/filter/" + filter("All") + "/list";
		assertThat(clara.camunda("POST", list, "{\"a\":").statusCode()).isEqualTo(400);
		assertThat(clara.camunda("POST", list, "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}").statusCode())
			.isEqualTo(413);
	}

	/** The engine itself would open it now. */
	@Test
	void keepsTheSetUpClosedEvenWithoutAnAdministrator() {
		this.identities.deleteUser("nobody");
		try {
			String path = "/camunda/api/admin/setup/default/user/create";
			String body = """
					{"profile":{"id":"eve","firstName":"E","lastName":"V"},"credentials":{"password":"eve"}}""";
			assertThat(new Browser(this.port).post(path, "application/json", body).statusCode()).isEqualTo(401);
			Browser stranger = new Browser(this.port);
			stranger.get("/camunda/app/admin/default/setup/");
			assertThat(stranger
				.post(path, "application/json", body, "X-XSRF-TOKEN", stranger.cookie("XSRF-TOKEN").orElse("none"))
				.statusCode()).isEqualTo(401);
			for (String user : List.of("clara", "admin")) {
				Browser browser = new Browser(this.port).login(user);
				browser.get("/camunda/app/tasklist/default/");
				assertThat(browser
					.post(path, "application/json", body, "X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN").orElse("none"))
					.statusCode()).isEqualTo(403);
			}
			assertThat(this.identities.createUserQuery().userId("eve").count()).isZero();
		}
		finally {
			this.accounts.closeSetup();
		}
	}

	@Test
	void hasAnAdministratorWhomNobodyCanLogInAs() {
		assertThat(this.identities.createUserQuery().memberOfGroup("camunda-admin").list()).singleElement()
			.satisfies((user) -> assertThat(user.getId()).isEqualTo("nobody"));
		for (String password : List.of("nobody", "camunda-admin", "admin")) {
			assertThat(this.accounts.hasPassword("nobody", password)).isFalse();
		}
		HttpResponse<String> join = new Browser(this.port).as("admin", "admin")
			.send("PUT", "/engine-rest/group/camunda-admin/members/admin", BodyPublishers.noBody());
		assertThat(join.statusCode()).isEqualTo(403);
	}

	@Test
	void letsTheOperatorKeepPeopleButGrantNothing() {
		Browser operator = new Browser(this.port).as("admin", "admin");
		assertThat(operator.post("/engine-rest/user/create", "application/json", """
				{"profile":{"id":"newcomer","firstName":"New","lastName":"Comer"},\
				"credentials":{"password":"a long new password"}}""").statusCode()).isEqualTo(204);
		try {
			assertThat(operator.send("PUT", "/engine-rest/group/clm-FR/members/newcomer", BodyPublishers.noBody())
				.statusCode()).isEqualTo(204);
			assertThat(operator.post("/engine-rest/authorization/create", "application/json",
					"""
							{"type":1,"permissions":["ALL"],"userId":"admin","groupId":null,"resourceType":7,"resourceId":"*"}""")
				.statusCode()).isEqualTo(403);
			assertThat(
					operator
						.send("PUT",
								"/engine-rest/process-instance/" + this.task.getProcessInstanceId()
										+ "/variables/approved",
								BodyPublishers.ofString("{\"value\":true,\"type\":\"Boolean\"}"), "Content-Type",
								"application/json")
						.statusCode())
				.isEqualTo(403);
			assertThat(operator.get("/engine-rest/process-instance/" + this.task.getProcessInstanceId()).statusCode())
				.isEqualTo(200);
		}
		finally {
			this.identities.deleteUser("newcomer");
		}
	}

	private String filter(String name) {
		return this.filters.createTaskFilterQuery().filterName(name).singleResult().getId();
	}

	private String assignee() {
		return this.tasks.createTaskQuery().taskId(this.task.getId()).singleResult().getAssignee();
	}

}
