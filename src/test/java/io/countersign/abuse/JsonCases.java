package io.countersign.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agreement.Packages;

/**
 * Facts that no reseller sends in good faith. Every place of the schema gets what does
 * not belong there; the rest is a catalogue of what breaks readers of JSON.
 */
final class JsonCases {

	private static final ObjectMapper JSON = new ObjectMapper();

	private static final String CLEAN = Packages.clean().toString();

	private static final byte[] BYTES = CLEAN.getBytes(StandardCharsets.UTF_8);

	private final List<Case> cases = new ArrayList<>();

	private final JsonNode schema;

	private JsonCases() {
		try {
			this.schema = JSON.readTree(
					Packages.class.getResourceAsStream("/io/countersign/agreement/agreement-package.schema.json"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Every case; each has to be refused. */
	static List<Case> all() {
		JsonCases cases = new JsonCases();
		cases.cutOff();
		cases.malformed();
		cases.nested();
		cases.encoded();
		cases.oversized();
		cases.numbers();
		cases.texts();
		cases.everyPlace();
		return cases.cases;
	}

	private void add(String name, String text) {
		this.cases.add(Case.of(name, text));
	}

	private void cutOff() {
		for (int i = 0; i < 30; i++) {
			byte[] cut = new byte[BYTES.length * i / 30];
			System.arraycopy(BYTES, 0, cut, 0, cut.length);
			this.cases.add(new Case("cut off after %d/30".formatted(i), cut));
		}
	}

	private void malformed() {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("blanks", " \r\n\t ");
		texts.put("null", "null");
		texts.put("a list", "[]");
		texts.put("a text", "\"{}\"");
		texts.put("a number", "42");
		texts.put("true", "true");
		texts.put("an empty object", "{}");
		texts.put("a list of a package", "[" + CLEAN + "]");
		texts.put("two packages", CLEAN + CLEAN);
		texts.put("two packages by line", CLEAN.replace("\n", " ") + "\n" + CLEAN.replace("\n", " "));
		texts.put("text behind", CLEAN + " x");
		texts.put("a comma behind", CLEAN + ",");
		texts.put("a NUL behind", CLEAN + "\u0000");
		texts.put("text in front", "x" + CLEAN);
		texts.put("a guard in front", ")]}',\n" + CLEAN);
		texts.put("a call", "callback(" + CLEAN + ")");
		texts.put("comments", "/* */" + CLEAN);
		texts.put("line comment", "// x\n" + CLEAN);
		texts.put("hash comment", "# x\n" + CLEAN);
		texts.put("single quotes", CLEAN.replace('"', '\''));
		texts.put("no quotes", CLEAN.replace("\"packageId\"", "packageId"));
		texts.put("comma at the end", CLEAN.substring(0, CLEAN.lastIndexOf('}')) + ",}");
		texts.put("missing comma", CLEAN.replaceFirst(",", " "));
		texts.put("missing colon", CLEAN.replaceFirst(":", " "));
		texts.put("colon twice", CLEAN.replaceFirst(":", "::"));
		texts.put("unclosed text", CLEAN.replaceFirst("\"packageId\"", "\"packageId"));
		texts.put("bad escape", CLEAN.replace("Contoso Pharma", "Contoso \\x Pharma"));
		texts.put("short escape", CLEAN.replace("Contoso Pharma", "Contoso \\u12 Pharma"));
		texts.put("raw line break in a text", CLEAN.replace("Contoso Pharma", "Contoso\nPharma"));
		texts.put("raw tabulator in a text", CLEAN.replace("Contoso Pharma", "Contoso\tPharma"));
		texts.put("wrong brackets", CLEAN.replace('[', '{').replace(']', '}'));
		texts.put("brackets crossed", "{\"a\":[1}]");
		texts.put("XML", "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><p>&e;</p>");
		texts.put("YAML", "packageId: !!javax.script.ScriptEngineManager [x]");
		texts.put("a form", "packageId=NW-1&programme=EA-EE");
		texts.put("a type of ours", CLEAN.replaceFirst("\\{", "{\"@class\":\"runtime\","));
		texts.put("a prototype", CLEAN.replaceFirst("\\{", "{\"__proto__\":{\"admin\":true},"));
		texts.put("an expression", CLEAN.replaceFirst("\\{", "{\"\\${7*7}\":1,"));
		texts.forEach(this::add);
	}

	private void nested() {
		for (int depth : new int[] { 100, 1_000, 10_000, 100_000 }) {
			add("lists %,d deep".formatted(depth), "[".repeat(depth) + "]".repeat(depth));
			add("objects %,d deep".formatted(depth), "{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
			add("lists and objects %,d deep, left open".formatted(depth), "[{\"a\":".repeat(depth));
			add("%,d deep inside a known field".formatted(depth),
					"{\"customer\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
		}
		add("closing brackets only", "]".repeat(100_000));
	}

	private void encoded() {
		for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "IBM037")) {
			this.cases.add(new Case(charset, CLEAN.getBytes(Charset.forName(charset))));
		}
		this.cases
			.add(new Case("ISO-8859-1", CLEAN.replace("Contoso", "Müller").getBytes(StandardCharsets.ISO_8859_1)));
		add("byte order mark", "\uFEFF" + CLEAN);
		add("byte order mark twice", "\uFEFF\uFEFF" + CLEAN);
		bytes("overlong slash", 0xC0, 0xAF);
		bytes("overlong NUL", 0xC0, 0x80);
		bytes("a surrogate as bytes", 0xED, 0xA0, 0x80);
		bytes("beyond Unicode", 0xF4, 0x90, 0x80, 0x80);
		bytes("a continuation alone", 0x80);
		bytes("a character cut off", 0xE2, 0x82);
		bytes("bytes that are in no UTF-8", 0xFE, 0xFF);
		this.cases.add(new Case("gzip", new byte[] { 0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 }));
		this.cases.add(new Case("a PDF", "%PDF-1.7\n%%EOF".getBytes(StandardCharsets.US_ASCII)));
		this.cases.add(new Case("a ZIP", new byte[] { 'P', 'K', 3, 4, 20, 0 }));
		this.cases.add(new Case("Java serialization", new byte[] { (byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r' }));
	}

	/** Puts bytes into the customer's name. */
	private void bytes(String name, int... values) {
		int at = CLEAN.indexOf("Contoso Pharma");
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(CLEAN.substring(0, at).getBytes(StandardCharsets.UTF_8));
		for (int value : values) {
			out.write(value);
		}
		out.writeBytes(CLEAN.substring(at).getBytes(StandardCharsets.UTF_8));
		this.cases.add(new Case(name, out.toByteArray()));
	}

	private void oversized() {
		add("2 MiB and a byte of blanks", " ".repeat((2 << 20) + 1));
		add("2 MiB and a byte around a package", CLEAN + " ".repeat((2 << 20) + 1 - BYTES.length));
		add("a text of 1 MiB", "{\"packageId\":\"" + "x".repeat(1 << 20) + "\"}");
		add("a name of 1 MiB", "{\"" + "x".repeat(1 << 20) + "\":1}");
		add("a number of 1 MiB", "{\"packageId\":" + "9".repeat(1 << 20) + "}");
		add("a fraction of 1 MiB", "{\"packageId\":0." + "9".repeat(1 << 20) + "}");
		add("200,000 empty lists", "{\"lines\":[" + "[],".repeat(200_000) + "[]]}");
		add("200,000 zeros", "{\"lines\":[" + "0,".repeat(200_000) + "0]}");
		add("40,000 lines", "{\"lines\":[" + "{},".repeat(40_000) + "{}]}");
		add("300,000 escapes", "{\"packageId\":\"" + "\\u0041".repeat(300_000) + "\"}");
		StringBuilder names = new StringBuilder("{");
		for (int i = 0; i < 100_000; i++) {
			names.append("\"f").append(i).append("\":0,");
		}
		add("100,000 fields", names.append("\"z\":0}").toString());
		StringBuilder alike = new StringBuilder("{");
		// names that share one hash value in Java
		for (int i = 0; i < 4096; i++) {
			for (int bit = 0; bit < 12; bit++) {
				alike.append((bit == 0) ? "\"" : "").append(((i >> bit) & 1) == 0 ? "Aa" : "BB");
			}
			alike.append("\":0,");
		}
		add("4,096 fields of one hash", alike.append("\"z\":0}").toString());
	}

	private void numbers() {
		List<String> numbers = List.of("1e400", "-1e400", "1e-400", "1e999999999", "1e-999999999",
				"-1e99999999999999999999", "9".repeat(400), "0." + "0".repeat(400) + "1", "NaN", "Infinity",
				"-Infinity", "+1", ".5", "1.", "01", "0x10", "1_000", "1,5", "--1", "1e", "١٢");
		for (String number : numbers) {
			String shown = (number.length() > 24) ? number.length() + " digits" : number;
			add("a quantity of " + shown, replaced("\"quantity\"", number));
			add("an amount of " + shown, replaced("\"amount\"", number));
			add("a count of " + shown, replaced("\"qualifiedUsers\"", number));
		}
	}

	/** The clean package with another first value of a field. */
	private static String replaced(String field, String value) {
		return CLEAN.replaceFirst(field + "\\s*:\\s*(\"[^\"]*\"|[0-9.]+)",
				java.util.regex.Matcher.quoteReplacement(field + " : " + value));
	}

	private void texts() {
		Map<String, String> unusable = new LinkedHashMap<>();
		unusable.put("NUL", "\\u0000");
		unusable.put("a high surrogate alone", "\\ud800");
		unusable.put("a low surrogate alone", "\\udc00");
		unusable.put("surrogates swapped", "\\udc00\\ud800");
		unusable.put("escape", "\\u001b[2J");
		unusable.put("delete", "\\u007f");
		unusable.put("next line", "\\u0085");
		unusable.put("right-to-left override", "\\u202e");
		unusable.put("isolate", "\\u2066");
		unusable.put("a non-character", "\\ufffe");
		unusable.put("a byte order mark", "\\ufeff");
		List<String> fields = List.of("legalName", "packageId", "formVersion", "partNumber", "city", "fileName",
				"email");
		for (String field : fields) {
			unusable.forEach((name, escape) -> add("%s with %s".formatted(field, name),
					replaced("\"" + field + "\"", "\"a" + escape + "b\"")));
		}
	}

	/**
	 * Walks the schema: at every place a wrong kind, null, and at objects an unknown
	 * field and one twice.
	 */
	private void everyPlace() {
		place(this.schema, "");
	}

	private void place(JsonNode described, String pointer) {
		JsonNode type = resolved(described);
		boolean object = type.path("type").asText().equals("object");
		boolean list = type.path("type").asText().equals("array");
		if (!pointer.isEmpty()) {
			this.cases.add(new Case("null at " + pointer, Packages.clean().with(pointer, JSON.nullNode()).json()));
			JsonNode wrong = (object || list) ? JSON.getNodeFactory().textNode("x")
					: JSON.createObjectNode().put("x", 1);
			this.cases.add(new Case("wrong kind at " + pointer, Packages.clean().with(pointer, wrong).json()));
		}
		if (list) {
			place(type.path("items"), pointer + "/0");
		}
		if (object) {
			this.cases.add(new Case("unknown field at " + (pointer.isEmpty() ? "the top" : pointer),
					Packages.clean().with(pointer + "/noSuchField", 1).json()));
			type.path("properties")
				.properties()
				.forEach((property) -> place(property.getValue(), pointer + "/" + property.getKey()));
			twice(pointer);
		}
	}

	private JsonNode resolved(JsonNode described) {
		return described.has("$ref") ? this.schema.at(described.path("$ref").asText().substring(1)) : described;
	}

	/**
	 * The first field of an object given twice, where the clean package has the object.
	 */
	private void twice(String pointer) {
		try {
			JsonNode root = JSON.readTree(CLEAN);
			JsonNode at = root.at(JsonPointer.compile(pointer));
			if (at instanceof ObjectNode object && !object.isEmpty()) {
				String name = object.fieldNames().next();
				String text = object.toString();
				String doubled = "{\"" + name + "\":" + object.get(name) + "," + text.substring(1);
				add("'%s' twice at %s".formatted(name, pointer), root.toString().replace(text, doubled));
			}
			else if (at instanceof ArrayNode array && array.isEmpty()) {
				throw new IllegalStateException("The clean package has an empty list at " + pointer);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
