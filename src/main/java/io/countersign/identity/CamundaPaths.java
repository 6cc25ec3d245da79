package io.countersign.identity;

import java.util.Arrays;

import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** The addresses below {@code /camunda} that need a rule of their own. */
final class CamundaPaths {

	private static final String API = "/camunda/api/engine/engine/default";

	/**
	 * The set-up of a first administrator, which the engine reopens to anybody whenever
	 * its group of administrators is empty (CVE-2026-77226), and Camunda's own login,
	 * which would be a second way in.
	 */
	static final RequestMatcher CLOSED = any(at("/camunda/api/admin/setup/**"), at("/camunda/app/admin/*/setup/**"),
			at(HttpMethod.POST, "/camunda/api/admin/auth/user/*/login/**"));

	static final RequestMatcher LOGOUT = at(HttpMethod.POST, "/camunda/api/admin/auth/user/*/logout");

	static final RequestMatcher OPERATORS_APPS = any(at("/camunda/app/cockpit/**"), at("/camunda/app/admin/**"));

	static final RequestMatcher OPEN = at(HttpMethod.GET, "/camunda/favicon.ico");

	static final RequestMatcher CLAIM = at(HttpMethod.POST, API + "/task/*/claim");

	static final RequestMatcher SUBMISSION = any(at(HttpMethod.POST, API + "/task/*/submit-form"),
			at(HttpMethod.POST, "/engine-rest/task/*/submit-form"),
			at(HttpMethod.POST, "/engine-rest/task/*/complete"));

	/**
	 * The calls that Tasklist makes while people look for, claim, decide and comment
	 * tasks, recorded in a browser. Everything else that the API offers (variables,
	 * messages, modification, starting, assigning, filters, …) is the operator's.
	 */
	static final RequestMatcher TASKLIST_API = any(get("/camunda/api/engine/engine/"),
			// who I am
			get("/camunda/api/admin/auth/user/*"), LOGOUT, get(API + "/user/*/profile"),
			get(API + "/authorization/check"),
			// filters and the list
			get(API + "/filter"), get(API + "/filter/count"), get(API + "/filter/*"), options(API + "/filter"),
			options(API + "/filter/*"), get(API + "/filter/*/list"), get(API + "/filter/*/count"),
			post(API + "/filter/*/list"), post(API + "/filter/*/count"),
			// a task, its form, its people
			get(API + "/task/*"), get(API + "/task/*/form"), get(API + "/task/*/deployed-form"),
			get(API + "/task/*/form-variables"), get(API + "/task/*/identity-links"), get(API + "/user"),
			get(API + "/user/count"), get(API + "/group"), get(API + "/group/count"),
			// what people do with it; what it becomes is decided by its form alone
			CLAIM, post(API + "/task/*/unclaim"), post(API + "/task/*/submit-form"),
			// after it: what the same process asks of the same person next
			get(API + "/task"),
			// comments, history, diagram
			get(API + "/task/*/comment"), post(API + "/task/*/comment/create"), get(API + "/history/user-operation"),
			get(API + "/history/user-operation/count"), get(API + "/process-definition"),
			get(API + "/process-definition/*"), get(API + "/process-definition/*/xml"),
			// plugins' own resources
			get("/camunda/api/tasklist/plugin/**"));

	private CamundaPaths() {
	}

	static RequestMatcher at(String pattern) {
		return PathPatternRequestMatcher.withDefaults().matcher(pattern);
	}

	static RequestMatcher at(HttpMethod method, String pattern) {
		return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
	}

	static RequestMatcher any(RequestMatcher... matchers) {
		return new OrRequestMatcher(Arrays.asList(matchers));
	}

	private static RequestMatcher get(String path) {
		return at(HttpMethod.GET, path);
	}

	private static RequestMatcher post(String path) {
		return at(HttpMethod.POST, path);
	}

	private static RequestMatcher options(String path) {
		return at(HttpMethod.OPTIONS, path);
	}

}
