package io.countersign.abuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import io.countersign.CountersignTest;
import io.countersign.Database;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests whose heads are broken, oversized or made to be understood differently by two
 * readers. What the container itself refuses has no problem document, but tells nothing
 * of the inside either.
 */
@CountersignTest
class HeaderAbuseTests {

	private static final String AUTHORIZATION = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("northwind:northwind".getBytes()) + "\r\n";

	private static final String LIST = "/api/v1/agreements";

	/** What HTTP itself answers to a version or an encoding that it does not know. */
	private static final Set<Integer> OF_THE_PROTOCOL = Set.of(501, 505);

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	/** A case with the statuses that are a sound answer to it. */
	private record Head(String name, String request, Integer... allowed) {
	}

	@Test
	void noHeadBreaksAnythingOrGetsThroughWrongly() {
		List<Head> heads = heads();
		assertThat(heads).hasSizeGreaterThanOrEqualTo(60).extracting(Head::name).doesNotHaveDuplicates();
		Endurance endurance = new Endurance(this.database);
		RawHttp http = new RawHttp(this.port);
		List<String> unsound = new ArrayList<>();
		for (Head head : heads) {
			long start = System.nanoTime();
			RawHttp.Reply reply = http.send(head.request());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("%s: time", head.name())
				.isLessThan(Endurance.PATIENCE);
			assertThat(reply.status() < 500 || OF_THE_PROTOCOL.contains(reply.status()))
				.as("%s: %s", head.name(), reply.text())
				.isTrue();
			if (!List.of(head.allowed()).contains(reply.status())) {
				unsound.add("%s: %d".formatted(head.name(), reply.status()));
			}
			assertThat(reply.text()).as(head.name()).doesNotContain("Tomcat", "Set-Cookie: injected");
			Endurance.withoutInside(head.name(), reply.bytes());
		}
		assertThat(unsound).as("answered otherwise than foreseen").isEmpty();
		endurance.leavesNothingBehind();
	}

	private static List<Head> heads() {
		List<Head> heads = new ArrayList<>();
		for (String method : List.of("TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "get", "FOO",
				"X".repeat(5000))) {
			heads.add(new Head("method %.10s".formatted(method), request(method, LIST, ""), 400, 403, 405, 501));
		}
		heads.add(new Head("method OPTIONS", request("OPTIONS", LIST, ""), 200, 403, 405));
		for (String path : List.of("//api/v1/agreements", "/api//v1/agreements", "/./api/v1/agreements",
				"/desk/../api/v1/agreements", "/api/v1/%2e%2e/v1/agreements", "/api/v1/agreements;x=1",
				"/api/v1/agreements%3bx=1", "/api/v1/agreements%00", "/api/v1/agreements%0d%0aSet-Cookie:injected=1",
				"/api/v1/agreements/..%2f..%2factuator", "/api/v1/agreements/%252e%252e/x", "\\api\\v1\\agreements",
				"/api/v1/agreements/" + "a".repeat(6000), "/api/v1/agreements?q=" + "a".repeat(6000),
				"/api/v1/agreements/%", "/api/v1/agreements/%zz", "/API/V1/AGREEMENTS",
				"/api/v1/agreements/%f0%28%8c%28", "http://127.0.0.1/../x")) {
			heads.add(new Head("path %.40s".formatted(path), request("GET", path, ""), 400, 401, 403, 404, 414));
		}
		for (String query : List.of("?page=-1", "?page=99999999999999999999", "?size=0", "?size=1e9", "?status=%00",
				"?sort=;drop", "?q=" + "%25".repeat(101), "?page=x")) {
			heads.add(new Head("query %.30s".formatted(query), request("GET", LIST + query, ""), 400));
		}
		heads.add(new Head("a broken escape in a query", request("GET", LIST + "?q=%", ""), 200, 400));
		header(heads, "folded header", "X-Test: a\r\n b", 400, 200);
		header(heads, "line feed only", "X-Test: a\nSet-Cookie: injected=1", 200, 400);
		header(heads, "carriage return only", "X-Test: a\rSet-Cookie: injected=1", 400, 200);
		header(heads, "NUL in a value", "X-Test: a\u0000b", 400, 200);
		header(heads, "control characters in the key", "Idempotency-Key: a\u0001b", 200, 400);
		header(heads, "space before the colon", "X-Test : a", 400, 200);
		header(heads, "no colon", "X-Test", 400, 200);
		header(heads, "no name", ": a", 400, 200);
		header(heads, "a header of 100 kB", "X-Test: " + "a".repeat(100_000), 400, 431);
		header(heads, "300 headers", "X-Test: a\r\n".repeat(300).strip(), 400, 200, 431);
		header(heads, "a name of 100 kB", "X".repeat(100_000) + ": a", 400, 431);
		header(heads, "two hosts", "Host: other.example", 400);
		header(heads, "two authorizations", "Authorization: Basic eDp4", 200, 400, 401);
		header(heads, "Accept XML", "Accept: application/xml", 406, 200);
		header(heads, "Accept rubbish", "Accept: /;q=9", 406, 400, 200);
		header(heads, "Accept-Language rubbish", "Accept-Language: " + "x-".repeat(2000), 200, 400, 431);
		header(heads, "forwarded elsewhere", "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher", 200);
		header(heads, "another method by header", "X-HTTP-Method-Override: DELETE", 200);
		header(heads, "another address by header", "X-Original-URL: /engine-rest/engine\r\nX-Rewrite-URL: /actuator",
				200);
		header(heads, "a range", "Range: bytes=0-0,1-1,2-2,3-3", 200, 206, 416);
		header(heads, "upgrade to HTTP/2", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x",
				200, 400);
		heads.add(new Head("no host", "GET " + LIST + " HTTP/1.1\r\n" + AUTHORIZATION + "\r\n", 400));
		heads.add(new Head("a host with a path", "GET " + LIST + " HTTP/1.1\r\nHost: a/b\r\n\r\n", 400));
		heads.add(new Head("HTTP/0.9", "GET " + LIST + "\r\n\r\n", 0, 400, 505));
		heads.add(new Head("HTTP/3.0", "GET " + LIST + " HTTP/3.0\r\nHost: a\r\n\r\n", 400, 505));
		heads.add(new Head("no version", "GET " + LIST + " HTTP\r\nHost: a\r\n\r\n", 400, 505));
		heads.add(new Head("a TLS handshake", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", 0, 400));
		heads.add(new Head("blank lines", "\r\n".repeat(100), 0, 400));
		heads.add(new Head("NULs", "\u0000".repeat(1000), 0, 400));
		heads.add(new Head("a line without end", "GET /" + "a".repeat(200_000), 0, 400, 414));
		for (String authorization : List.of("Basic", "Basic !",
				"Basic " + Base64.getEncoder().encodeToString("x".getBytes()),
				"Basic " + Base64.getEncoder().encodeToString(("northwind:" + "x".repeat(5000)).getBytes()),
				"Basic " + Base64.getEncoder().encodeToString("northwind\u0000:northwind".getBytes()),
				"Basic " + Base64.getEncoder().encodeToString("' or 1=1 --:x".getBytes()), "Bearer", "Bearer x.y.z",
				"Digest username=\"northwind\"", "Negotiate x")) {
			heads.add(new Head("authorization %.40s".formatted(authorization),
					"GET " + LIST + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
							+ authorization + "\r\n\r\n",
					400, 401));
		}
		body(heads, "two lengths that differ", "Content-Length: 5\r\nContent-Length: 6", "hello", 400);
		body(heads, "a negative length", "Content-Length: -1", "", 400);
		body(heads, "a length in words", "Content-Length: five", "hello", 400);
		body(heads, "a length beyond any", "Content-Length: 99999999999999999999", "", 400);
		body(heads, "length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n", 400);
		body(heads, "chunks twice", "Transfer-Encoding: chunked, chunked", "0\r\n\r\n", 400, 501);
		body(heads, "an unknown encoding", "Transfer-Encoding: brotli", "x", 400, 501);
		body(heads, "a chunk of no size", "Transfer-Encoding: chunked", "x\r\nhello\r\n0\r\n\r\n", 400);
		body(heads, "a chunk beyond any size", "Transfer-Encoding: chunked", "ffffffffffffffff\r\nx", 400);
		body(heads, "a negative chunk", "Transfer-Encoding: chunked", "-5\r\nhello\r\n0\r\n\r\n", 400);
		body(heads, "a packed body", "Content-Encoding: gzip\r\nContent-Length: 4", "\u001f\u008b\u0008\u0000", 400,
				415);
		body(heads, "a body that ends too early", "Content-Length: 50000", "{\"reason\":", 400);
		return heads;
	}

	private static String request(String method, String path, String headers) {
		return "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s\r\n".formatted(method, path,
				AUTHORIZATION, headers);
	}

	private static void header(List<Head> heads, String name, String header, Integer... allowed) {
		heads.add(new Head(name, request("GET", LIST, header + "\r\n"), allowed));
	}

	private static void body(List<Head> heads, String name, String headers, String body, Integer... allowed) {
		heads.add(new Head(name, request("POST", LIST + "/EA-2027-000001/withdrawal",
				"Content-Type: application/json\r\n" + headers + "\r\n") + body, allowed));
	}

}
