package io.countersign.agreement;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PackageReaderTests {

	private final PackageReader reader = new PackageReader();

	@Test
	void readsTheExampleOfTheSchema() {
		AgreementPackage facts = this.reader.read(Packages.example().json());
		assertThat(facts.programme()).isEqualTo(AgreementPackage.Programme.EA_EE);
		assertThat(facts.totalValue()).isEqualTo(Money.of("562500", "EUR"));
		assertThat(facts.lines()).singleElement()
			.satisfies((line) -> assertThat(line.unitPrice()).isEqualByComparingTo("312.5"));
		assertThat(facts.amendments()).isEmpty();
	}

	@Test
	void readsEveryExampleValueOfTheSchemaInItsPlace() throws Exception {
		JsonNode schema = new ObjectMapper().readTree(PackageReader.class.getResourceAsStream(PackageReader.SCHEMA));
		for (String field : List.of("programme", "scenario", "segment", "signatureMethod")) {
			for (JsonNode value : schema.at("/properties/" + field + "/enum")) {
				assertThat(problems(Packages.example().with("/" + field, value).json())).as(value.asText()).isEmpty();
			}
		}
	}

	@Test
	void knowsOnlyCurrenciesAndCountriesThatThePlatformKnows() throws Exception {
		JsonNode schema = new ObjectMapper().readTree(PackageReader.class.getResourceAsStream(PackageReader.SCHEMA));
		assertThat(schema.at("/$defs/currency/enum"))
			.allSatisfy((code) -> assertThat(Currency.getInstance(code.asText())).isNotNull());
		assertThat(schema.at("/$defs/country/enum")).extracting(JsonNode::asText)
			.containsExactlyInAnyOrder(Locale.getISOCountries());
	}

	@Test
	void tellsEverythingThatIsWrongAtOnce() {
		byte[] json = Packages.example()
			.without("/programme")
			.with("/segment", "RETAIL")
			.with("/customer/legalname", "x")
			.with("/totalValue/amount", "-1")
			.with("/totalValue/currency", "XYZ")
			.with("/term/end", "2027-02-30")
			.with("/lines/0/quantity", "many")
			.with("/lines/0/usageCountry", "UK")
			.with("/documents/1/fileName", "SIGNATURE-form.pdf")
			.json();
		Refusal refusal = catchThrowableOfType(Refusal.class, () -> this.reader.read(json));
		assertThat(refusal.kind()).isEqualTo(Refusal.Kind.MALFORMED);
		assertThat(refusal.code()).isEqualTo("package-invalid");
		assertThat(refusal).hasMessage("The package cannot be taken: 9 problems.");
		assertThat(refusal.problems()).extracting((problem) -> problem.path() + " " + problem.code())
			.containsExactly("/customer/legalname unknown-field", "/documents/1/fileName duplicate-file-name",
					"/lines/0/quantity wrong-type", "/lines/0/usageCountry unknown-value", "/programme missing",
					"/segment unknown-value", "/term/end impossible-date", "/totalValue/amount malformed-value",
					"/totalValue/currency unknown-value");
		assertThat(refusal.problems()).extracting(Refusal.Problem::message)
			.contains(
					"There is no field 'legalname' here. Did you mean 'legalName'? Known: legalName, publicCustomerNumber, country, address, taxId, contacts, screening.",
					"This must be a whole number, not a text.",
					"'RETAIL' is not known here; known: COMMERCIAL, GOV_US, GOV_NON_US, EDU.",
					"'2027-02-30' is not a calendar date; write YYYY-MM-DD.",
					"'UK' is not known here; expected: ISO 3166-1 alpha-2 code of a country, in capital letters.");
	}

	@ParameterizedTest
	@CsvSource({ "/packageId, '', too-short", "/customer/legalName, ' Contoso', malformed-value",
			"/customer/country, de, unknown-value", "/term/start, 01.12.2026, malformed-value",
			"/term/start, 2026-13-01, impossible-date", "/term/start, 2025-02-29, impossible-date",
			"/term/start, 1899-12-31, malformed-value", "/purchaseOrder/date, 2026-11-31, impossible-date",
			"/totalValue/amount, 1.23456, malformed-value", "/totalValue/amount, 1e3, malformed-value",
			"/totalValue/amount, '1,000.00', malformed-value", "/totalValue/amount, 1000000000000000, malformed-value",
			"/totalValue/amount, 007, malformed-value", "/lines/0/partNumber, aad-34704, malformed-value",
			"/documents/0/fileName, ../etc/passwd, malformed-value", "/documents/0/fileName, .hidden, malformed-value",
			"/documents/0/fileName, 'a\\b.pdf', malformed-value", "/signers/0/email, anna, malformed-value",
			"/signatureMethod, FAX, unknown-value", "/priceLevels/0/level, E, unknown-value" })
	void namesAnUnusableText(String pointer, String value, String code) {
		assertThat(problems(Packages.example().with(pointer, value).json()))
			.extracting(Refusal.Problem::path, Refusal.Problem::code)
			.containsExactly(org.assertj.core.groups.Tuple.tuple(pointer, code));
	}

	@ParameterizedTest
	@CsvSource({ "0", "0.0001", "999999999999999.9999", "412500.00" })
	void takesAmountsAsTextsAndAsNumbersWithinTheirBounds(String amount) {
		byte[] text = Packages.example().with("/totalValue/amount", amount).json();
		byte[] number = Packages.example().with("/totalValue/amount", new java.math.BigDecimal(amount)).json();
		assertThat(this.reader.read(text).totalValue()).isEqualTo(Money.of(amount, "EUR"));
		assertThat(this.reader.read(number).totalValue()).isEqualTo(Money.of(amount, "EUR"));
		assertThat(this.reader.canonical(this.reader.read(text)))
			.isEqualTo(this.reader.canonical(this.reader.read(number)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-0.01", "0.00001", "1000000000000000", "1e400", "1e-400", "-1e99999999999999999999",
			"123456789012345678901234567890123456789012345" })
	void refusesNumbersOutOfBounds(String number) {
		byte[] json = Packages.example()
			.toString()
			.replaceFirst("\"562500.00\",\\s*\"currency\"", number + ", \"currency\"")
			.getBytes(StandardCharsets.UTF_8);
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(problems(json)).isNotEmpty()
			.allSatisfy((problem) -> assertThat(problem.path()).isEqualTo("/purchaseOrder/total/amount")));
	}

	@Test
	void takesAWholeNumberHoweverItIsWritten() {
		String json = Packages.example().toString().replace("\"quantity\" : 600", "\"quantity\" : 6.0e2");
		assertThat(this.reader.read(json.getBytes(StandardCharsets.UTF_8)).lines().get(0).quantity()).isEqualTo(600);
	}

	static Stream<Arguments> unreadable() {
		return Stream.of(arguments("nothing", bytes(""), "empty"), arguments("blanks", bytes(" \n\t "), "empty"),
				arguments("no object", bytes("[]"), "wrong-type"), arguments("null", bytes("null"), "wrong-type"),
				arguments("cut", bytes("{\"packageId\": \"x\""), "not-json"),
				arguments("comment", bytes("{/* x */}"), "not-json"),
				arguments("single quotes", bytes("{'a':1}"), "not-json"),
				arguments("trailing comma", bytes("{\"a\":1,}"), "not-json"),
				arguments("leading zero", bytes("{\"a\":01}"), "not-json"),
				arguments("NaN", bytes("{\"a\":NaN}"), "not-json"),
				arguments("infinity", bytes("{\"a\":-Infinity}"), "not-json"),
				arguments("hexadecimal", bytes("{\"a\":0x1}"), "not-json"),
				arguments("raw control character", bytes("{\"a\":\"\u0001\"}"), "not-json"),
				arguments("second object", bytes("{} {}"), "trailing-content"),
				arguments("garbage behind", bytes("{} x"), "not-json"),
				arguments("byte order mark", bytes("\uFEFF{}"), "byte-order-mark"),
				arguments("UTF-16", "{}".getBytes(StandardCharsets.UTF_16), "not-utf-8"),
				arguments("UTF-16 little endian", "{}".getBytes(StandardCharsets.UTF_16LE), "not-utf-8"),
				arguments("UTF-16 big endian", "{}".getBytes(StandardCharsets.UTF_16BE), "not-utf-8"),
				arguments("UTF-32", "{}".getBytes(Charset.forName("UTF-32")), "not-utf-8"),
				arguments("Latin 1", "{\"a\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1), "not-utf-8"),
				arguments("overlong", new byte[] { '{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}' },
						"not-utf-8"),
				arguments("surrogate in UTF-8", new byte[] { '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"' },
						"not-utf-8"),
				arguments("long text", bytes("{\"a\":\"" + "x".repeat(100_000) + "\"}"), "out-of-bounds"),
				arguments("long number", bytes("{\"a\":" + "9".repeat(1000) + "}"), "out-of-bounds"),
				arguments("long name", bytes("{\"" + "x".repeat(1000) + "\":1}"), "out-of-bounds"),
				arguments("many values", bytes("[" + "1,".repeat(60_000) + "1]"), "too-many-values"),
				arguments("many bytes", bytes(" ".repeat(StrictJson.MAX_BYTES + 1)), "too-large"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("unreadable")
	void refusesWhatIsNoUsableJson(String name, byte[] json, String code) {
		assertThat(problems(json)).extracting(Refusal.Problem::code).containsExactly(code);
	}

	@ParameterizedTest
	@ValueSource(ints = { 18, 100, 1_000, 10_000, 100_000 })
	void refusesDeepNesting(int depth) {
		for (String open : List.of("[", "{\"a\":")) {
			assertThat(problems(bytes(open.repeat(depth)))).extracting(Refusal.Problem::code)
				.containsExactly("too-deep");
		}
	}

	@Test
	void tellsEveryNameThatIsGivenTwice() {
		assertThat(problems(bytes(
				"{\"packageId\":\"a\",\"packageId\":\"b\",\"customer\":{\"country\":\"DE\",\"country\":\"FR\"}}")))
			.filteredOn((problem) -> problem.code().equals("duplicate-field"))
			.extracting(Refusal.Problem::path)
			.containsExactly("/customer/country", "/packageId");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u202e", "\\u0007", "\\uffff", "\\u2066", "\\ufeff" })
	void refusesTextThatCannotBeKeptOrFoolsTheReader(String escape) {
		String json = Packages.example().toString().replace("Contoso Pharma", "Contoso " + escape + "Pharma");
		assertThat(problems(bytes(json))).extracting(Refusal.Problem::path, Refusal.Problem::code)
			.containsExactly(org.assertj.core.groups.Tuple.tuple("/customer/legalName", "unusable-text"));
	}

	@Test
	void takesEveryLanguage() {
		for (String name : List.of("Müller & Söhne GmbH", "株式会社コントソ", "Ко́нтосо", "Contoso 🚀")) {
			assertThat(this.reader.read(Packages.example().with("/customer/legalName", name).json())
				.customer()
				.legalName()).isEqualTo(name);
		}
	}

	@Test
	void saysThatNullIsNoValue() {
		assertThat(problems(Packages.example().with("/customer/taxId", null).json())).singleElement()
			.satisfies((problem) -> assertThat(problem.message())
				.isEqualTo("null is no value here; leave the field out, or send a text."));
	}

	@Test
	void countsProblemsBeyondTheFirstTwoHundredInGoodTime() {
		StringBuilder json = new StringBuilder("{");
		for (int i = 0; i < 40_000; i++) {
			json.append("\"field").append(i).append("\":1,");
		}
		byte[] bytes = bytes(json.append("\"x\":1}").toString());
		assertTimeoutPreemptively(Duration.ofSeconds(10),
				() -> assertThat(problems(bytes)).hasSize(201)
					.last()
					.satisfies((problem) -> assertThat(problem.code()).isEqualTo("more-problems")));
	}

	@Test
	void repeatsNothingHarmfulOfWhatWasSent() {
		List<Refusal.Problem> problems = problems(bytes("{\"" + "y".repeat(150) + "\\u202e\\u0000\": 1}"));
		assertThat(problems).allSatisfy((problem) -> {
			assertThat(problem.message()).doesNotContain("\u202e", "\u0000");
			assertThat(problem.path()).hasSizeLessThan(100);
		});
	}

	@Test
	void theCanonicalFormDependsOnTheFactsAlone() {
		String one = this.reader.canonical(Packages.example().facts());
		String reordered = Packages.example().with("/packageId", Packages.example().facts().packageId()).toString();
		assertThat(this.reader.canonical(this.reader.read(bytes(reordered)))).isEqualTo(one);
		assertThat(this.reader.canonical(Packages.example().with("/amendments", List.of()).facts())).isEqualTo(one);
		assertThat(this.reader.canonical(Packages.example().with("/totalValue/amount", "562500.0").facts()))
			.isEqualTo(one);
		assertThat(this.reader.canonical(Packages.example().with("/totalValue/amount", "562500.01").facts()))
			.isNotEqualTo(one);
	}

	@Test
	void readsBackWhatItStored() {
		AgreementPackage facts = Packages.clean().amendment("CTM", false, "Zahlungsziel 60 Tage – fällig").facts();
		assertThat(this.reader.canonical(this.reader.stored(this.reader.canonical(facts))))
			.isEqualTo(this.reader.canonical(facts));
	}

	@Test
	void theSchemaRefusesUnknownFieldsEverywhere() throws Exception {
		JsonNode schema = new ObjectMapper().readTree(PackageReader.class.getResourceAsStream(PackageReader.SCHEMA));
		assertThat(schema.findParents("properties")).isNotEmpty()
			.allSatisfy((object) -> assertThat(object.path("additionalProperties").isBoolean()).isTrue());
		Set<String> undescribed = new java.util.TreeSet<>();
		for (JsonNode object : schema.findParents("properties")) {
			object.get("properties").fields().forEachRemaining((field) -> {
				if (!field.getValue().has("description") && !field.getValue().has("$ref")) {
					undescribed.add(field.getKey());
				}
			});
		}
		assertThat(undescribed).isEmpty();
	}

	private List<Refusal.Problem> problems(byte[] json) {
		try {
			this.reader.read(json);
			return List.of();
		}
		catch (Refusal ex) {
			return ex.problems();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
