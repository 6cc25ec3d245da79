package io.countersign;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Papers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The API as an outside program uses it: plain HTTP, nothing of the application's own
 * classes.
 */
public final class Api {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final String BOUNDARY = "countersign-test-boundary";

	/** The content type of {@link #body}. */
	public static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final String base;

	private final String user;

	public Api(int port, String user) {
		this("http://127.0.0.1:" + port, user);
	}

	private Api(String base, String user) {
		this.base = base;
		this.user = user;
	}

	/** The same API for another caller; {@code null} for nobody. */
	public Api as(String other) {
		return new Api(this.base, other);
	}

	/** A part of a multipart request; a part without file name is a field. */
	public record Part(String name, String fileName, String contentType, byte[] bytes) {

		public static Part facts(byte[] json) {
			return new Part("package", "package.json", "application/json", json);
		}

		/** A field of a form. */
		public static Part field(String name, String value) {
			return new Part(name, null, null, value.getBytes(StandardCharsets.UTF_8));
		}

		public static Part document(String fileName, byte[] pdf) {
			return new Part("documents", fileName, "application/pdf", pdf);
		}

	}

	/** An answer: its status, its JSON (or an empty node), its headers. */
	public record Answer(int status, JsonNode body, byte[] bytes, HttpResponse<byte[]> raw) {

		public String text(String field) {
			return this.body.path(field).asText(null);
		}

	}

	/** Every part of a sample package of {@code docs/samples}. */
	public static List<Part> sample(String name) {
		Path folder = Path.of("docs", "samples", name);
		List<Part> parts = new ArrayList<>();
		try (Stream<Path> files = Files.list(folder)) {
			parts.add(Part.facts(Files.readAllBytes(folder.resolve("package.json"))));
			for (Path file : files.filter((path) -> path.toString().endsWith(".pdf")).sorted().toList()) {
				parts.add(Part.document(file.getFileName().toString(), Files.readAllBytes(file)));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return parts;
	}

	/** A sample as another package: with an id and a purchase order of its own. */
	public static List<Part> sampleAs(String name, String id) {
		List<Part> parts = sample(name);
		Packages packages = Packages.of(parts.get(0).bytes()).id(id).purchaseOrder("PO-" + id);
		String order = packages.facts().documents(DocumentType.PO).get(0).fileName();
		parts.set(0, Part.facts(packages.json()));
		parts.replaceAll((part) -> order.equals(part.fileName())
				? Part.document(order, Papers.purchaseOrder(packages.facts())) : part);
		return parts;
	}

	public Answer submit(String key, List<Part> parts) {
		return multipart("/api/v1/agreements", key, parts);
	}

	public Answer correct(String reference, String key, List<Part> parts) {
		return multipart("/api/v1/agreements/" + reference + "/submissions", key, parts);
	}

	public Answer withdraw(String reference, String reason) {
		return send(request("/api/v1/agreements/" + reference + "/withdrawal")
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(JSON.createObjectNode().put("reason", reason).toString())));
	}

	public Answer get(String path) {
		return send(request(path).GET());
	}

	public Answer read(String reference) {
		return get("/api/v1/agreements/" + reference);
	}

	public Answer multipart(String path, String key, List<Part> parts) {
		HttpRequest.Builder request = request(path).header("Content-Type", MULTIPART);
		if (key != null) {
			request.header("Idempotency-Key", key);
		}
		return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body(parts))));
	}

	public HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.base + path))
			.timeout(Duration.ofSeconds(60));
		if (this.user != null) {
			request.header("Authorization", "Basic " + Base64.getEncoder()
				.encodeToString((this.user + ":" + this.user).getBytes(StandardCharsets.UTF_8)));
		}
		return request;
	}

	public Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<byte[]> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
			boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
			JsonNode body = json ? JSON.readTree(response.body()) : JSON.createObjectNode();
			return new Answer(response.statusCode(), body, response.body(), response);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The body of a multipart request. */
	public static byte[] body(List<Part> parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (Part part : parts) {
			StringBuilder head = new StringBuilder("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
				.append(part.name())
				.append('"');
			if (part.fileName() != null) {
				head.append("; filename=\"").append(part.fileName()).append('"');
			}
			if (part.contentType() != null) {
				head.append("\r\nContent-Type: ").append(part.contentType());
			}
			out.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
			out.writeBytes(part.bytes());
			out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
		}
		out.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
		return out.toByteArray();
	}

}
