package io.countersign.abuse;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.countersign.Api;
import io.countersign.Api.Answer;
import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.Packages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests whose parts are missing, too many, nameless or hard to tell apart. */
@CountersignTest
class MultipartAbuseTests {

	private static final String FACTS = Packages.clean().toString();

	private static final List<String> FILE_NAMES = List.of("../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd",
			"C:\\boot.ini", "a/b.pdf", ".htaccess", "CON", "a\u0000.pdf", "a\u202Efdp.exe", "signature-form.pdf/",
			"signature-form.pdf ", "%2e%2e%2fpasswd", "<script>alert(1)</script>.pdf", "'; drop table x; --.pdf",
			"=cmd|' /C calc'!A0.pdf", "${7*7}.pdf", ". .", "~", "-rf", "signature-form.pdf\u00A0", "SIGNATURE-FORM.PDF",
			"nul.pdf", "a:b.pdf", "|", "\u0130.pdf");

	@LocalServerPort
	private int port;

	@Autowired
	private Database database;

	private Api northwind;

	@BeforeEach
	void signIn() {
		this.northwind = new Api(this.port, "northwind");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/agreements", "/api/v1/agreements/preflight" })
	void everyBodyIsRefusedAndLeavesNothingBehind(String path) {
		Endurance endurance = new Endurance(this.database);
		for (Map.Entry<String, String[]> body : bodies().entrySet()) {
			String contentType = body.getValue()[0];
			String text = body.getValue()[1];
			Endurance.refused(body.getKey(), () -> {
				HttpRequest.Builder request = this.northwind.request(path)
					.header("Idempotency-Key", "abuse")
					.POST(HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8));
				return this.northwind
					.send((contentType != null) ? request.header("Content-Type", contentType) : request);
			});
		}
		endurance.leavesNothingBehind();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/agreements", "/api/v1/agreements/preflight" })
	void everySetOfPartsIsRefusedAndLeavesNothingBehind(String path) {
		Endurance endurance = new Endurance(this.database);
		for (Map.Entry<String, List<Part>> parts : partSets().entrySet()) {
			Endurance.refused(parts.getKey(), () -> this.northwind.multipart(path, "abuse", parts.getValue()));
		}
		endurance.leavesNothingBehind();
	}

	/**
	 * A name that is listed may be an odd one: it is data, shown escaped and never used
	 * as a path. What is no plain name at all is refused.
	 */
	@Test
	void fileNamesThatLeadElsewhereAreRefused() {
		Endurance endurance = new Endurance(this.database, "countersign.preflight_receipt");
		List<Part> sample = Api.sample("clean-straight-through");
		for (String fileName : FILE_NAMES) {
			List<Part> parts = new ArrayList<>(sample);
			parts.replaceAll((part) -> "signature-form.pdf".equals(part.fileName())
					? Part.document(fileName, part.bytes()) : part);
			Endurance.refused("file name " + fileName, () -> this.northwind.submit("abuse", parts));
			parts.set(0, Part.facts(Packages.of(sample.get(0).bytes()).with("/documents/0/fileName", fileName).json()));
			Answer answer = Endurance.answered("listed file name " + fileName,
					() -> this.northwind.multipart("/api/v1/agreements/preflight", null, parts));
			assertThat(answer.status()).as("%s: %s", fileName, answer.body()).isIn(200, 400, 422);
			if (fileName.matches(".*[/\\\\\\p{Cntrl}\u202E].*") || fileName.startsWith(".")) {
				assertThat(answer.text("code")).as(fileName).isNotBlank();
			}
		}
		endurance.leavesNothingBehind();
	}

	private static Map<String, String[]> bodies() {
		Map<String, String[]> bodies = new LinkedHashMap<>();
		String whole = part("package", FACTS) + "--b--\r\n";
		String form = "multipart/form-data; boundary=b";
		put(bodies, "no content type", null, whole);
		put(bodies, "JSON instead of parts", "application/json", FACTS);
		put(bodies, "a form", "application/x-www-form-urlencoded", "package=%7B%7D");
		put(bodies, "plain text", "text/plain", whole);
		put(bodies, "XML", "application/xml", "<a/>");
		put(bodies, "rubbish as type", "multi/part/form", whole);
		put(bodies, "mixed parts", "multipart/mixed; boundary=b", whole);
		put(bodies, "no boundary", "multipart/form-data", whole);
		put(bodies, "an empty boundary", "multipart/form-data; boundary=", whole);
		put(bodies, "an empty boundary in quotes", "multipart/form-data; boundary=\"\"", whole);
		put(bodies, "another boundary", "multipart/form-data; boundary=c", whole);
		put(bodies, "two boundaries", "multipart/form-data; boundary=c; boundary=d", whole);
		put(bodies, "a boundary of 5,000 characters", "multipart/form-data; boundary=" + "b".repeat(5000), whole);
		put(bodies, "an unknown charset", "multipart/form-data; boundary=b; charset=UTF-99",
				part("documents", FACTS) + "--b--\r\n");
		put(bodies, "no body", form, "");
		put(bodies, "the end alone", form, "--b--\r\n");
		put(bodies, "a start without end", form, "--b\r\n");
		put(bodies, "no end", form, part("package", FACTS).strip());
		put(bodies, "a part cut off in its head", form, "--b\r\nContent-Disposition: form-da");
		put(bodies, "a head without end", form, "--b\r\n" + "X-Test: a\r\n".repeat(10_000));
		put(bodies, "a head of 100 kB", form, "--b\r\nContent-Disposition: form-data; name=\"package\"; x=\""
				+ "a".repeat(100_000) + "\"\r\n\r\n{}\r\n--b--\r\n");
		put(bodies, "a part without head", form, "--b\r\n\r\n" + FACTS + "\r\n--b--\r\n");
		put(bodies, "a part without name", form,
				"--b\r\nContent-Disposition: form-data\r\n\r\n" + FACTS + "\r\n--b--\r\n");
		put(bodies, "a part with an empty name", form, part("", FACTS) + "--b--\r\n");
		put(bodies, "a part of another disposition", form,
				"--b\r\nContent-Disposition: attachment; name=\"package\"\r\n\r\n" + FACTS + "\r\n--b--\r\n");
		put(bodies, "parts in a part", form,
				"--b\r\nContent-Disposition: form-data; name=\"documents\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
						+ "--c\r\nContent-Disposition: file; filename=\"a.pdf\"\r\n\r\nx\r\n--c--\r\n--b--\r\n");
		put(bodies, "base64", form,
				"--b\r\nContent-Disposition: form-data; name=\"package\"\r\nContent-Transfer-Encoding: base64\r\n\r\ne30=\r\n--b--\r\n");
		put(bodies, "line feeds only", form, whole.replace("\r\n", "\n"));
		put(bodies, "a boundary inside the facts", form,
				part("package", FACTS.replace("Contoso", "\r\n--b--\r\n")) + "--b--\r\n");
		put(bodies, "a body of blanks", form, " ".repeat(1 << 20));
		put(bodies, "an extended file name", form,
				"--b\r\nContent-Disposition: form-data; name=\"documents\"; filename*=UTF-8''..%2Fa.pdf\r\n\r\nx\r\n--b--\r\n");
		return bodies;
	}

	private static void put(Map<String, String[]> bodies, String name, String contentType, String body) {
		bodies.put(name, new String[] { contentType, body });
	}

	private static String part(String name, String content) {
		return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(name, content);
	}

	private static Map<String, List<Part>> partSets() {
		List<Part> sample = Api.sample("clean-straight-through");
		Part facts = sample.get(0);
		Part document = sample.get(1);
		Map<String, List<Part>> sets = new LinkedHashMap<>();
		sets.put("documents alone", sample.subList(1, sample.size()));
		sets.put("facts alone", List.of(facts));
		sets.put("facts twice", with(sample, facts));
		sets.put("a document twice", with(sample, document));
		sets.put("a document more", with(sample, Part.document("more.pdf", document.bytes())));
		sets.put("a document less", sample.subList(0, sample.size() - 1));
		sets.put("an unknown part", with(sample, new Part("extra", "x.pdf", "application/pdf", document.bytes())));
		sets.put("an unknown field", with(sample, new Part("extra", null, null, new byte[] { 'x' })));
		sets.put("a document without name", with(sample, new Part("documents", null, null, document.bytes())));
		sets.put("a document with an empty name", with(sample, new Part("documents", "", null, document.bytes())));
		sets.put("an empty document", replaced(sample, new byte[0]));
		sets.put("a document of one byte", replaced(sample, new byte[1]));
		sets.put("names in other letters", with(sample, new Part("Package", "p.json", null, facts.bytes())));
		sets.put("1,000 fields", many(sample, 1000, null));
		sets.put("1,000 documents", many(sample, 1000, "d%d.pdf"));
		sets.put("51 documents", many(List.of(facts), 51, "d%d.pdf"));
		sets.put("60 parts", many(List.of(facts), 59, "d%d.pdf"));
		sets.put("facts as a document",
				with(sample.subList(1, sample.size()), new Part("documents", "package.json", null, facts.bytes())));
		return sets;
	}

	private static List<Part> with(List<Part> parts, Part more) {
		List<Part> all = new ArrayList<>(parts);
		all.add(more);
		return all;
	}

	private static List<Part> replaced(List<Part> parts, byte[] bytes) {
		List<Part> all = new ArrayList<>(parts);
		all.set(1, Part.document(parts.get(1).fileName(), bytes));
		return all;
	}

	private static List<Part> many(List<Part> parts, int count, String fileName) {
		List<Part> all = new ArrayList<>(parts);
		for (int i = 0; i < count; i++) {
			all.add(new Part("documents", (fileName != null) ? fileName.formatted(i) : null, null, new byte[] { 'x' }));
		}
		return all;
	}

}
