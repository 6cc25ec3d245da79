package io.countersign.identity;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.CountersignTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets where, asked over HTTP. */
@CountersignTest(freshForEachMethod = false)
class AccessTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest(name = "{0} {1}: anonymous {2}, clara {3}, paula {4}, admin {5}, northwind {6}")
	@CsvSource({
			// method, address, anonymous, CLM, process owner, operator, reseller; all
			// with HTTP Basic
			"GET, /engine-rest/version, 401, 403, 200, 200, 401",
			"GET, /engine-rest/deployment?maxResults=0, 401, 403, 200, 200, 401",
			"GET, /engine-rest/user, 401, 403, 403, 200, 401", "GET, /engine-rest/engine, 401, 403, 403, 200, 401",
			"GET, /engine-rest/engine/default/user, 401, 403, 403, 200, 401",
			"GET, /engine-rest/engine/default/version, 401, 403, 403, 200, 401",
			"GET, /engine-rest/version/, 401, 403, 403, 200, 401",
			"HEAD, /engine-rest/version, 401, 403, 403, 200, 401",
			"OPTIONS, /engine-rest/version, 401, 403, 403, 200, 401",
			"DELETE, /engine-rest/deployment/x, 401, 403, 403, 404, 401",
			"GET, /api/v1/nothing, 401, 404, 404, 404, 404", "GET, /api/nothing, 401, 403, 403, 403, 403",
			"GET, /actuator/health, 200, 200, 200, 200, 401",
			"GET, /actuator/health/readiness, 200, 200, 200, 200, 401", "GET, /actuator/env, 401, 403, 403, 404, 401",
			"GET, /camunda/app/tasklist/default/, 302, 302, 302, 302, 302",
			"GET, /camunda/api/engine/engine/, 401, 401, 401, 401, 401",
			"POST, /camunda/api/admin/setup/default/user/create, 401, 401, 401, 401, 401",
			"GET, /camunda/api/admin/setup/default/user/create, 401, 401, 401, 401, 401",
			"GET, /camunda/app/admin/default/setup/, 302, 302, 302, 302, 302", "GET, /desk, 302, 302, 302, 302, 302",
			"GET, /, 302, 302, 302, 302, 302", "GET, /login, 200, 200, 200, 200, 200",
			"GET, /webjars/bootstrap/dist/css/bootstrap.min.css, 200, 200, 200, 200, 200",
			"GET, /webjars/camunda/securityFilterRules.json, 403, 403, 403, 403, 403",
			"GET, /h2-console/, 403, 403, 403, 403, 403", "GET, /nothing, 403, 403, 403, 403, 403",
			"GET, /error, 403, 403, 403, 403, 403" })
	void letsIn(String method, String path, int anonymous, int clara, int paula, int admin, int northwind) {
		assertThat(List.of(status(method, path, null), status(method, path, "clara"), status(method, path, "paula"),
				status(method, path, "admin"), status(method, path, "northwind")))
			.containsExactly(anonymous, clara, paula, admin, northwind);
	}

	@ParameterizedTest(name = "{0} in a session: clara {1}, paula {2}, audra {3}, admin {4}")
	@CsvSource({ "/camunda/app/tasklist/default/, 200, 403, 403, 403",
			"/camunda/app/cockpit/default/, 403, 403, 403, 200", "/camunda/app/admin/default/, 403, 403, 403, 200",
			"/camunda/app/admin/default/setup/, 403, 403, 403, 403", "/camunda/api/engine/engine/, 200, 200, 200, 200",
			"/camunda/api/engine/engine/default/process-instance, 403, 403, 403, 200",
			"/camunda/api/engine/engine/default/task, 200, 200, 200, 200",
			"/camunda/api/engine/engine/default/variable-instance, 403, 403, 403, 200",
			"/camunda/api/engine/engine/default/external-task, 403, 403, 403, 200",
			"/camunda/api/admin/auth/user/default, 404, 404, 404, 404", "/engine-rest/version, 401, 401, 401, 401",
			"/api/v1/agreements, 401, 401, 401, 401", "/desk, 200, 200, 200, 200" })
	void letsInWithASession(String path, int clara, int paula, int audra, int admin) {
		assertThat(Stream.of("clara", "paula", "audra", "admin")
			.map((user) -> new Browser(this.port).login(user).get(path).statusCode()))
			.containsExactly(clara, paula, audra, admin);
	}

	@Test
	void refusesAddressesThatCanBeReadInTwoWays() {
		List<String> spellings = List.of("//engine-rest/user", "/engine-rest//user", "/engine-rest;x=1/user",
				"/engine-rest/user;x=1", "/engine-rest/./user", "/x/../engine-rest/user", "/engine-rest/%2e%2e/user",
				"/engine-rest%2fuser", "/%65ngine-rest/user", "/engine-rest/user%00", "/engine-rest%5cuser",
				"/engine-rest/%252e/user", "//camunda/api/admin/setup/default/user/create",
				"/camunda//api/admin/setup/default/user/create", "/camunda;x=1/api/admin/setup/default/user/create",
				"/camunda/api/admin/setup;x=1/default/user/create", "/camunda/api/x/../admin/setup/default/user/create",
				"/%63amunda/api/admin/setup/default/user/create", "/camunda/api/admin%2fsetup/default/user/create",
				"/camunda/api/admin/setup%3bx/default/user/create");
		Browser anonymous = new Browser(this.port);
		Browser operator = new Browser(this.port).as("admin", "admin");
		Browser clara = new Browser(this.port).login("clara");
		List<String> through = new ArrayList<>();
		for (String spelling : spellings) {
			for (Browser browser : List.of(anonymous, operator, clara)) {
				HttpResponse<String> answer = browser.get(spelling);
				if (answer.statusCode() != 400) {
					through.add(spelling + " " + answer.statusCode());
				}
			}
		}
		assertThat(through).isEmpty();
	}

	@Test
	void deniesOtherSpellingsOfTheClosedAddresses() {
		List<String> spellings = List.of("/camunda/api/admin/%73etup/default/user/create", "/camunda/api/admin/setup/",
				"/camunda/api/admin/setup", "/camunda/api/admin/SETUP/default/user/create",
				"/camunda/api/admin/setup%20/default/user/create", "/CAMUNDA/api/admin/setup/default/user/create",
				"/camunda/api/admin/setup/default/user/create/", "/ENGINE-REST/user", "/Engine-rest/user");
		for (Browser browser : List.of(new Browser(this.port), new Browser(this.port).login("clara"))) {
			assertThat(spellings)
				.allSatisfy((spelling) -> assertThat(browser.post(spelling, "application/json", "{}").statusCode())
					.isIn(401, 403, 404));
		}
	}

	@Test
	void answersProgramsWithProblems() {
		HttpResponse<String> unknown = new Browser(this.port).get("/api/v1/agreements");
		assertThat(unknown.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/problem+json"));
		assertThat(unknown.headers().firstValue("WWW-Authenticate")).isPresent();
		assertThat(unknown.body()).contains("\"code\":\"login-required\"", "\"status\":401", "\"title\"", "\"type\"",
				"\"detail\"");
		HttpResponse<String> denied = new Browser(this.port).as("clara", "clara").get("/engine-rest/user");
		assertThat(denied.body()).contains("\"code\":\"not-allowed\"", "\"status\":403");
		assertThat(new Browser(this.port).get("//api/v1/agreements").body()).contains("\"code\":\"address-ambiguous\"");
	}

	@Test
	void opensNoPasswordWindowForAPagesScript() {
		HttpResponse<String> answer = new Browser(this.port).get("/api/v1/agreements", "Sec-Fetch-Mode", "cors");
		assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Session");
	}

	@Test
	void keepsNoSessionForPrograms() {
		for (String path : List.of("/api/v1/agreements", "/engine-rest/version", "/actuator/health")) {
			assertThat(new Browser(this.port).as("admin", "admin").get(path).headers().allValues("Set-Cookie"))
				.isEmpty();
			assertThat(new Browser(this.port).get(path).headers().allValues("Set-Cookie")).isEmpty();
		}
	}

	@Test
	void takesCallbacksOfTheRocWithoutALogin() {
		HttpResponse<String> answer = new Browser(this.port).post("/api/v1/roc/events", "application/json", "{}");
		assertThat(answer.body()).doesNotContain("login-required");
		assertThat(new Browser(this.port).get("/api/v1/roc/events").statusCode()).isEqualTo(401);
	}

	@Test
	void showsTheApiDescriptionToWhoTriesIt() {
		assertThat(new Browser(this.port).get("/v3/api-docs").statusCode()).isEqualTo(200);
		assertThat(new Browser(this.port).get("/swagger-ui/index.html").statusCode()).isEqualTo(200);
	}

	private int status(String method, String path, String user) {
		Browser browser = new Browser(this.port);
		if (user != null) {
			browser.as(user, user);
		}
		return browser.send(method, path, BodyPublishers.noBody()).statusCode();
	}

}
