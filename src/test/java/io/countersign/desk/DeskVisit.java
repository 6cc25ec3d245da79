package io.countersign.desk;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.Api;

/** A person's session on the running application, by plain HTTP. */
final class DeskVisit {

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private final String base;

	private DeskVisit(int port) {
		this.base = "http://127.0.0.1:" + port;
	}

	static DeskVisit of(String person, int port) {
		DeskVisit visit = new DeskVisit(port);
		Matcher token = TOKEN.matcher(visit.get("/login").body());
		if (!token.find()) {
			throw new AssertionError("The login page has no token");
		}
		HttpResponse<String> answer = visit.send(HttpRequest.newBuilder(URI.create(visit.base + "/login"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("username=" + person + "&password=" + person + "&_csrf="
					+ URLEncoder.encode(token.group(1), StandardCharsets.UTF_8))));
		if (!answer.headers().firstValue("Location").orElse("").endsWith("/desk")) {
			throw new AssertionError(person + " could not log in: " + answer.headers().map());
		}
		visit.takeToken();
		return visit;
	}

	static DeskVisit ofNobody(int port) {
		return new DeskVisit(port);
	}

	/**
	 * A login leaves the session without a token until its first page asks for one. Two
	 * first pages at once would make two, of which only the later one counts.
	 */
	private void takeToken() {
		get("/desk");
	}

	HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Accept-Language", "en-GB");
		if (headers.length > 0) {
			request.headers(headers);
		}
		else {
			request.header("Accept", "text/html");
		}
		return send(request);
	}

	/**
	 * Sends a form as a browser does, with the token of a page.
	 * @param page where the form stands
	 */
	HttpResponse<String> post(String page, String path, List<Api.Part> parts) {
		Matcher token = TOKEN.matcher(get(page).body());
		List<Api.Part> all = new ArrayList<>(parts);
		if (token.find()) {
			all.add(Api.Part.field("_csrf", token.group(1)));
		}
		return send(HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Accept", "text/html")
			.header("Content-Type", Api.MULTIPART)
			.POST(HttpRequest.BodyPublishers.ofByteArray(Api.body(all))));
	}

	HttpResponse<String> json(String path) {
		return get(path, "Accept", "application/json");
	}

	/**
	 * Sends JSON with further headers, for instance the token against forged requests.
	 */
	HttpResponse<String> change(String method, String path, String json, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Accept", "application/json")
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(json));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return send(request);
	}

	/** Sends a page's own form, with the token it carries. */
	HttpResponse<String> post(String path, String page, String form) {
		Matcher token = TOKEN.matcher(page);
		if (!token.find()) {
			throw new AssertionError("The page has no token");
		}
		return send(HttpRequest.newBuilder(URI.create(this.base + path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers
				.ofString(form + "&_csrf=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8))));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
