package io.countersign.identity;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import io.countersign.CountersignTest;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** One login for the desk and Camunda's web applications. */
@CountersignTest(freshForEachMethod = false)
class SessionTests {

	private static final String TASKLIST = "/camunda/app/tasklist/default/";

	private static final String LOGOUT = "/camunda/api/admin/auth/user/default/logout";

	@LocalServerPort
	private int port;

	@Autowired
	private EngineAccounts accounts;

	@Autowired
	private IdentityService identities;

	@BeforeEach
	void aPersonWhoMayLeave() {
		this.accounts.addUser(new People.Person("temp", "Temporary Clerk", null, java.time.ZoneOffset.UTC), "temp",
				List.of("clm", "clm-DE"));
	}

	@AfterEach
	void leaves() {
		this.identities.deleteUser("temp");
	}

	@Test
	void leadsBackToWhereSomebodyWantedToGo() {
		Browser browser = new Browser(this.port);
		HttpResponse<String> asked = browser.get(TASKLIST, "Accept", "text/html");
		assertThat(location(asked)).endsWith("/login");
		assertThat(location(browser.submitLogin("clara", "clara"))).endsWith(TASKLIST);
		assertThat(browser.get(TASKLIST).statusCode()).isEqualTo(200);
		assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
	}

	@Test
	void neverLeadsBackToWhatAScriptAskedFor() {
		Browser browser = new Browser(this.port);
		browser.get("/desk/agreements", "Accept", "text/html", "HX-Request", "true");
		browser.get("/camunda/app/tasklist/scripts/config.js", "Accept", "*/*");
		assertThat(location(browser.submitLogin("clara", "clara"))).endsWith("/desk");
	}

	@Test
	void tellsScriptsAndHtmxThatTheSessionHasEnded() {
		Browser browser = new Browser(this.port);
		HttpResponse<String> htmx = browser.get("/desk/agreements", "HX-Request", "true");
		assertThat(htmx.statusCode()).isEqualTo(401);
		assertThat(htmx.headers().firstValue("HX-Redirect")).hasValue("/login?expired");
		assertThat(browser.get("/desk/agreements", "Sec-Fetch-Mode", "cors").statusCode()).isEqualTo(401);
		assertThat(browser.get("/desk/agreements", "Sec-Fetch-Mode", "navigate").statusCode()).isEqualTo(302);
	}

	@Test
	void changesTheSessionWithTheLogin() {
		Browser browser = new Browser(this.port);
		browser.get("/login");
		String before = browser.cookie("JSESSIONID").orElseThrow();
		browser.login("clara");
		assertThat(browser.cookie("JSESSIONID")).isPresent().get().isNotEqualTo(before);
		assertThat(new Browser(this.port).get("/desk", "Cookie", "JSESSIONID=" + before).statusCode()).isEqualTo(302);
	}

	@Test
	void keepsCookiesFromOtherSites() {
		HttpResponse<String> login = new Browser(this.port).get("/login");
		assertThat(login.headers().allValues("Set-Cookie")).singleElement()
			.asString()
			.contains("JSESSIONID", "HttpOnly", "SameSite=Lax");
		Browser clara = new Browser(this.port).login("clara");
		assertThat(clara.get(TASKLIST).headers().allValues("Set-Cookie"))
			.anySatisfy((cookie) -> assertThat(cookie).contains("XSRF-TOKEN", "SameSite=Strict"));
	}

	@Test
	void refusesForgedRequestsOfTheDeskAndKeepsTheSession() {
		Browser clara = new Browser(this.port).login("clara");
		assertThat(clara.post("/desk/anything", "application/x-www-form-urlencoded", "").statusCode()).isEqualTo(403);
		assertThat(clara.get("/desk").statusCode()).isEqualTo(200);
		assertThat(clara.post("/logout", "application/x-www-form-urlencoded", "").statusCode()).isEqualTo(403);
		assertThat(clara.get("/desk").statusCode()).isEqualTo(200);
	}

	@Test
	void refusesForgedRequestsOfTasklist() {
		Browser clara = new Browser(this.port).login("clara");
		clara.get(TASKLIST);
		assertThat(clara.post(LOGOUT, "application/json", "").statusCode()).isEqualTo(403);
	}

	@Test
	void givesAStaleLoginFormAFreshOne() {
		HttpResponse<String> answer = new Browser(this.port).post("/login", "application/x-www-form-urlencoded",
				"username=clara&password=clara&_csrf=stale");
		assertThat(location(answer)).endsWith("/login?expired");
	}

	@Test
	void logsOutEverywhereFromTasklist() {
		Browser clara = new Browser(this.port).login("clara");
		clara.get(TASKLIST);
		HttpResponse<String> logout = clara.send("POST", LOGOUT, BodyPublishers.noBody(), "X-XSRF-TOKEN",
				clara.cookie("XSRF-TOKEN").orElseThrow());
		assertThat(logout.statusCode()).isEqualTo(200);
		assertThat(clara.get("/desk").statusCode()).isEqualTo(302);
		assertThat(clara.get(TASKLIST).statusCode()).isEqualTo(302);
	}

	@Test
	void logsOutEverywhereFromTheDesk() {
		Browser clara = new Browser(this.port).login("clara");
		clara.get(TASKLIST);
		HttpResponse<String> logout = clara.post("/logout", "application/x-www-form-urlencoded",
				"_csrf=" + clara.csrf());
		assertThat(location(logout)).endsWith("/login?logout");
		assertThat(clara.get(TASKLIST).statusCode()).isEqualTo(302);
		assertThat(clara.get("/camunda/api/engine/engine/").statusCode()).isEqualTo(401);
	}

	@Test
	void forgetsThePersonBeforeInTheSameSession() {
		Browser browser = new Browser(this.port).login("clara");
		browser.get(TASKLIST);
		assertThat(browser.get("/camunda/api/admin/auth/user/default").body()).contains("\"userId\":\"clara\"");
		browser.login("lea");
		browser.get(TASKLIST);
		assertThat(browser.get("/camunda/api/admin/auth/user/default").body()).contains("\"userId\":\"lea\"");
	}

	@Test
	void hasOneWayInOnly() {
		Browser clara = new Browser(this.port).login("clara");
		clara.get(TASKLIST);
		HttpResponse<String> login = clara.post("/camunda/api/admin/auth/user/default/login/tasklist",
				"application/x-www-form-urlencoded", "username=lea&password=lea", "X-XSRF-TOKEN",
				clara.cookie("XSRF-TOKEN").orElseThrow());
		assertThat(login.statusCode()).isEqualTo(403);
		assertThat(new Browser(this.port)
			.post("/camunda/api/admin/auth/user/default/login/tasklist", "application/x-www-form-urlencoded",
					"username=lea&password=lea")
			.statusCode()).isEqualTo(401);
	}

	@Test
	void takesARoleAwayAtOnce() {
		Browser temp = new Browser(this.port).login("temp");
		assertThat(temp.get(TASKLIST).statusCode()).isEqualTo(200);
		assertThat(temp.get("/desk").statusCode()).isEqualTo(200);
		this.identities.deleteMembership("temp", "clm");
		assertThat(temp.get(TASKLIST).statusCode()).isEqualTo(403);
		assertThat(temp.get("/desk").statusCode()).isEqualTo(302);
	}

	@Test
	void endsTheSessionOfAPersonWhoLeft() {
		Browser temp = new Browser(this.port).login("temp");
		assertThat(temp.get(TASKLIST).statusCode()).isEqualTo(200);
		this.identities.deleteUser("temp");
		assertThat(temp.get("/camunda/api/engine/engine/").statusCode()).isIn(401, 403);
		assertThat(temp.get("/desk").statusCode()).isEqualTo(302);
		assertThat(temp.get(TASKLIST).statusCode()).isEqualTo(302);
	}

	@Test
	void sendsStrictHeadersToTheDeskAndCamundasToTasklist() {
		Browser clara = new Browser(this.port).login("clara");
		assertThat(clara.get("/desk").headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).startsWith("default-src 'self'")
				.contains("frame-ancestors 'self'", "object-src 'none'")
				.doesNotContain("unsafe"));
		assertThat(clara.get("/desk").headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(clara.get(TASKLIST).headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy)
				.contains("allow-popups-to-escape-sandbox", "script-src 'nonce-", "frame-ancestors 'none'")
				.doesNotContain("$NONCE"));
	}

	private static String location(HttpResponse<String> answer) {
		return answer.headers().firstValue("Location").orElse("none, but " + answer.statusCode());
	}

}
