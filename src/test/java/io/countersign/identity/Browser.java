package io.countersign.identity;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP client with cookies that follows no redirects and sends addresses exactly as
 * written.
 */
public final class Browser {

	private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(this.cookies)
		.build();

	private final String base;

	private String authorization;

	public Browser(int port) {
		this.base = "http://127.0.0.1:" + port;
	}

	/** Sends HTTP Basic credentials with every request from now on. */
	Browser as(String user, String password) {
		this.authorization = "Basic "
				+ Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
		return this;
	}

	/** Logs in with the login form. */
	public Browser login(String user) {
		HttpResponse<String> answer = submitLogin(user, user);
		if (!answer.headers().firstValue("Location").orElse("").endsWith("/desk")) {
			throw new AssertionError(user + " could not log in: " + answer.headers().map());
		}
		return this;
	}

	HttpResponse<String> submitLogin(String user, String password) {
		return post("/login", "application/x-www-form-urlencoded",
				"username=" + user + "&password=" + password + "&_csrf=" + encoded(csrf()));
	}

	/** The token of this session's forms. */
	String csrf() {
		Matcher token = CSRF.matcher(get("/login").body());
		if (!token.find()) {
			throw new AssertionError("The login page has no token");
		}
		return token.group(1);
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
	}

	HttpResponse<String> post(String path, String contentType, String body, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 0, headers.length);
		all[headers.length] = "Content-Type";
		all[headers.length + 1] = contentType;
		return send("POST", path, HttpRequest.BodyPublishers.ofString(body), all);
	}

	/** Sends JSON to Camunda's API as its pages do. */
	public HttpResponse<String> camunda(String method, String path, String json) {
		if (cookie("XSRF-TOKEN").isEmpty()) {
			get("/camunda/app/tasklist/default/");
		}
		return send(method, "/camunda/api/engine/engine/default" + path,
				(json != null) ? HttpRequest.BodyPublishers.ofString(json) : HttpRequest.BodyPublishers.noBody(),
				"Content-Type", "application/json", "X-XSRF-TOKEN", cookie("XSRF-TOKEN").orElse("none"));
	}

	Optional<String> cookie(String name) {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(HttpCookie::getValue)
			.findFirst();
	}

	HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path)).method(method, body);
		if (headers.length > 0) {
			request.headers(headers);
		}
		if (this.authorization != null) {
			request.header("Authorization", this.authorization);
		}
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError(method + " " + path, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
