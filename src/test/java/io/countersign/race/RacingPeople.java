package io.countersign.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.Api;
import io.countersign.Nodes.Node;
import io.countersign.identity.Browser;

/**
 * People with a session on each node, who take and complete tasks as Tasklist does.
 */
final class RacingPeople {

	/** Whoever logged in 15 minutes ago or more signs nothing. */
	private static final Duration LOGIN_LASTS = Duration.ofMinutes(10);

	private static final ObjectMapper JSON = new ObjectMapper();

	private final Map<String, Api> callers = new ConcurrentHashMap<>();

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private record Session(Browser browser, Instant since) {

		boolean over() {
			return Instant.now().isAfter(this.since.plus(LOGIN_LASTS));
		}

	}

	/**
	 * An answer.
	 *
	 * @param code the refusal's name; empty where it was done
	 * @param body as it came
	 */
	record Reply(int status, String code, String body) {

		static Reply of(Api.Answer answer) {
			return new Reply(answer.status(), named(answer.text("code")), answer.body().toString());
		}

		/** The engine names its own refusals by their sentences only. */
		static Reply of(HttpResponse<String> answer) {
			String code = answer.headers().firstValue("Countersign-Refusal").orElse(null);
			if (code == null && answer.statusCode() >= 300) {
				code = sentenced(answer.body());
			}
			return new Reply(answer.statusCode(), named(code), answer.body());
		}

		private static String named(String code) {
			return (code != null) ? code : "";
		}

		private static String sentenced(String body) {
			if (body.contains("This task is no longer there")) {
				return "task-gone";
			}
			if (body.contains("Somebody else")) {
				return "task-taken";
			}
			return body.contains("AuthorizationException") ? "not-permitted" : "unnamed";
		}

		/** Somebody else was quicker; nothing was changed. */
		boolean isToBeTriedAgain() {
			return this.code.equals("changed-meanwhile");
		}

	}

	/** One for each caller and node, so that connections are used again. */
	Api api(Node node, String caller) {
		return this.callers.computeIfAbsent(caller + "@" + node.port(), (each) -> new Api(node.port(), caller));
	}

	Reply claim(Node node, String task, String person) {
		return post(node, person, "/task/" + task + "/claim", Map.of("userId", person));
	}

	Reply submit(Node node, String task, String person, Map<String, Object> values) {
		Map<String, Object> variables = new HashMap<>();
		values.forEach((name, value) -> variables.put(name, Map.of("value", value)));
		return post(node, person, "/task/" + task + "/submit-form", Map.of("variables", variables));
	}

	/** Whoever cannot take the task leaves it. */
	Reply claimAndSubmit(Node node, String task, String person, Map<String, Object> values) {
		Reply claimed = claim(node, task, person);
		return (claimed.status() < 300) ? submit(node, task, person, values) : claimed;
	}

	private Reply post(Node node, String person, String path, Map<String, Object> body) {
		try {
			return Reply.of(browser(node, person).camunda("POST", path, JSON.writeValueAsString(body)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Browser browser(Node node, String person) {
		return this.sessions
			.compute(person + "@" + node.port(),
					(each, known) -> (known == null || known.over()) ? session(node, person) : known)
			.browser();
	}

	/** Has its tokens before many use it at once. */
	private static Session session(Node node, String person) {
		Instant since = Instant.now();
		Browser browser = new Browser(node.port()).login(person);
		browser.camunda("GET", "/task/count", null);
		return new Session(browser, since);
	}

}
