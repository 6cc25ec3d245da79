package io.countersign.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Judges every signature a second time, from the rows alone. Shares no code with the
 * application and no function with the database: it reads whole tables and computes the
 * rest itself, so that a mistake in one of the two proofs shows.
 */
public final class ProofChecker {

	private static final Set<String> SIGNED = Set.of("COUNTERSIGNED", "SUBMITTED_TO_ROC", "ROC_ON_HOLD", "ROC_REJECTED",
			"ROC_ACCEPTED", "PROCESSED", "INVOICED", "BOOKED");

	private static final ObjectMapper JSON = new ObjectMapper()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

	private final Map<String, List<Map<String, Object>>> tables = new TreeMap<>();

	/** By table and column: the rows with each value, in the order of the table. */
	private final Map<String, Map<Object, List<Map<String, Object>>>> indexes = new HashMap<>();

	private final JdbcTemplate jdbc;

	private final List<String> violations = new ArrayList<>();

	private ProofChecker(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** What is wrong with signatures and signed agreements; empty where nothing is. */
	public static List<String> violations(JdbcTemplate jdbc) {
		ProofChecker checker = new ProofChecker(jdbc);
		checker.rows("signature").forEach(checker::judge);
		checker.rows("agreement")
			.stream()
			.filter((agreement) -> SIGNED.contains(text(agreement, "status")))
			.forEach(checker::countSignatures);
		return checker.violations;
	}

	private List<Map<String, Object>> rows(String table) {
		return this.tables.computeIfAbsent(table,
				(name) -> this.jdbc.queryForList("select * from countersign." + name));
	}

	private List<Map<String, Object>> rows(String table, String column, Object value) {
		return this.indexes
			.computeIfAbsent(table + "." + column,
					(name) -> rows(table).stream()
						.filter((row) -> row.get(column) != null)
						.collect(Collectors.groupingBy((row) -> plain(row.get(column)))))
			.getOrDefault(plain(value), List.of());
	}

	private static Object plain(Object value) {
		return (value instanceof Number number) ? number.longValue() : value;
	}

	private void judge(Map<String, Object> signature) {
		String reference = text(signature, "reference");
		Finder wrong = (what) -> this.violations
			.add("%s, signed by %s: %s".formatted(reference, text(signature, "signatory"), what));
		Map<String, Object> agreement = rows("agreement", "reference", reference).get(0);
		Map<String, Object> submission = rows("submission", "reference", reference).stream()
			.filter((row) -> number(row, "number") == number(signature, "submission"))
			.findFirst()
			.orElseThrow();
		if (!text(signature, "content_hash").equals(text(submission, "content_hash"))) {
			wrong.found("another content than the submission's");
		}
		JsonNode facts = json(submission.get("facts"));
		LocalDate day = day(signature.get("signed_at"));
		Set<String> involved = new HashSet<>(List.of(text(submission, "prepared_by")));
		List<Needed> needed = needed(submission, facts);
		String highest = "T0";
		for (Needed term : needed) {
			Map<String, Object> granted = judge(term, agreement, facts, day, involved, wrong);
			String termClass = (granted != null) ? text(granted, "term_class") : "T5";
			highest = (termClass.compareTo(highest) > 0) ? termClass : highest;
		}
		for (String[] deed : new String[][] { { "review", "reviewed_by" }, { "finding_acceptance", "accepted_by" },
				{ "finding_exception", "granted_by" }, { "finding_exception", "asked_by" } }) {
			rows(deed[0], "reference", reference).stream()
				.filter((row) -> number(row, "number") == number(signature, "submission"))
				.forEach((row) -> involved.add(text(row, deed[1])));
		}
		Set<String> signers = new HashSet<>();
		signers.add(identity(text(signature, "signatory")));
		if (signature.get("on_behalf_of") != null) {
			signers.add(identity(text(signature, "on_behalf_of")));
		}
		involved.stream()
			.filter((person) -> signers.contains(identity(person)))
			.forEach((person) -> wrong.found(person + " took part in it"));
		standing(reference, number(signature, "submission")).stream()
			.filter((other) -> !other.get("signed_sha256").equals(signature.get("signed_sha256")))
			.filter((other) -> number(other, "attempt") == number(signature, "attempt"))
			.filter((other) -> signers.contains(identity(text(other, "signatory")))
					|| signers.contains(identity(text(other, "on_behalf_of"))))
			.forEach((other) -> wrong.found("the same person signed twice"));
		judgeAuthority(signature, agreement, facts, highest, wrong);
		if (text(signature, "signatory").equals("standing") && (!needed.isEmpty() || signersNeeded(facts, day) > 1)) {
			wrong.found("the standing authority does not reach so far");
		}
	}

	private void judgeAuthority(Map<String, Object> signature, Map<String, Object> agreement, JsonNode facts,
			String termClass, Finder wrong) {
		Map<String, Object> authority = rows("signing_authority", "id", signature.get("authority")).get(0);
		OffsetDateTime at = time(signature.get("signed_at"));
		String holder = text(signature, "signatory");
		if (signature.get("absence") != null) {
			Map<String, Object> absence = rows("absence", "id", signature.get("absence")).get(0);
			if (!text(absence, "cover").equals(holder)
					|| !text(absence, "person").equals(text(signature, "on_behalf_of"))
					|| at.isBefore(time(absence.get("starts"))) || !at.isBefore(time(absence.get("ends")))) {
				wrong.found("no cover for an absent person then");
			}
			holder = text(absence, "person");
		}
		LocalDate day = at.toLocalDate();
		if (!text(authority, "signatory").equals(holder)) {
			wrong.found("the authority is somebody else's");
		}
		if (at.isBefore(time(authority.get("valid_from")))
				|| (authority.get("valid_to") != null && !at.isBefore(time(authority.get("valid_to"))))) {
			wrong.found("the authority did not hold then");
		}
		if (authority.get("subsidiary") != null
				&& !text(authority, "subsidiary").equals(text(agreement, "subsidiary"))) {
			wrong.found("the authority is another desk's");
		}
		if (authority.get("programme") != null
				&& !text(authority, "programme").equals(facts.path("programme").asText())) {
			wrong.found("the authority is for another programme");
		}
		List<String> entities = rows("contracting_entity", "country", facts.at("/customer/country").asText()).stream()
			.filter((row) -> within(day, row.get("valid_from"), row.get("valid_to")))
			.map((row) -> text(row, "code"))
			.toList();
		if (entities.isEmpty() || (authority.get("contracting_entity") != null
				&& !entities.contains(text(authority, "contracting_entity")))) {
			wrong.found("the affiliate does not sign there");
		}
		if (text(authority, "term_class").compareTo(termClass) < 0) {
			wrong.found("the authority does not cover terms of class " + termClass);
		}
		if (!atMost(amount(facts), facts.at("/totalValue/currency").asText(),
				(BigDecimal) authority.get("limit_amount"), text(authority, "currency"), day)) {
			wrong.found("the value is above the authority's limit");
		}
	}

	/** A term that a package needs an approval for. */
	private record Needed(String code, String text, BigDecimal percent, String request) {
	}

	private List<Needed> needed(Map<String, Object> submission, JsonNode facts) {
		List<Needed> needed = new ArrayList<>();
		LocalDate received = day(submission.get("received_at"));
		int index = 0;
		for (JsonNode amendment : facts.path("amendments")) {
			String code = amendment.path("id").asText().strip().toUpperCase(Locale.ROOT);
			boolean free = amendment.path("standard").asBoolean() && !amendment.hasNonNull("text")
					&& rows("clause", "code", code).stream()
						.filter((clause) -> within(received, clause.get("valid_from"), clause.get("valid_to")))
						.anyMatch((clause) -> texts(clause.get("free_for")).contains(facts.path("programme").asText()));
			if (!free) {
				String text = amendment.hasNonNull("text") ? amendment.path("text").asText() : null;
				needed.add(new Needed(code, text, null, request(submission, "AMENDMENT", index)));
			}
			index++;
		}
		index = 0;
		for (JsonNode exception : facts.path("exceptions")) {
			needed.add(new Needed(exception.path("kind").asText(), null,
					exception.hasNonNull("percent") ? new BigDecimal(exception.path("percent").asText()) : null,
					request(submission, "EXCEPTION", index)));
			index++;
		}
		return needed;
	}

	private String request(Map<String, Object> submission, String source, int index) {
		return rows("submission_term", "reference", submission.get("reference")).stream()
			.filter((row) -> number(row, "number") == number(submission, "number"))
			.filter((row) -> text(row, "source").equals(source) && number(row, "source_index") == index)
			.map((row) -> text(row, "request"))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private Map<String, Object> judge(Needed term, Map<String, Object> agreement, JsonNode facts, LocalDate day,
			Set<String> involved, Finder wrong) {
		if (term.request == null) {
			wrong.found(term.code + " was never asked for");
			return null;
		}
		Map<String, Object> request = rows("special_terms_request", "reference", term.request).get(0);
		int revision = number(request, "revision");
		involved.add(text(request, "requested_by"));
		rows("special_terms_revision", "reference", term.request)
			.forEach((row) -> involved.add(text(row, "submitted_by")));
		rows("terms_triage", "reference", term.request).forEach((row) -> involved.add(text(row, "decided_by")));
		rows("approval", "reference", term.request).forEach((row) -> {
			involved.add(text(row, "decided_by"));
			involved.add(text(row, "on_behalf_of"));
		});
		involved.remove(null);
		if (!Set.of("APPROVED", "APPROVED_WITH_CONDITIONS", "EXPIRED").contains(text(request, "status"))) {
			wrong.found(term.request + " is " + text(request, "status"));
		}
		if (!text(request, "reseller").equals(text(agreement, "reseller"))
				|| !text(request, "programme").equals(facts.path("programme").asText())
				|| !text(request, "customer_country").equals(facts.at("/customer/country").asText())) {
			wrong.found(term.request + " is another's");
		}
		if (!atMost(amount(facts), facts.at("/totalValue/currency").asText(), (BigDecimal) request.get("value"),
				text(request, "currency"), day)) {
			wrong.found("the value is above that of " + term.request);
		}
		if (request.get("expires_on") == null || day.isAfter(date(request.get("expires_on")))) {
			wrong.found(term.request + " ended before");
		}
		List<Map<String, Object>> asked = rows("special_term", "reference", term.request).stream()
			.filter((row) -> number(row, "revision") == revision)
			.sorted(Comparator.comparingInt((row) -> number(row, "position")))
			.toList();
		Optional<Map<String, Object>> same = asked.stream().filter((row) -> same(term, row)).findFirst();
		List<Map<String, Object>> steps = rows("approval_step", "reference", term.request).stream()
			.filter((row) -> number(row, "revision") == revision)
			.toList();
		if (same.isEmpty()) {
			wrong.found(term.code + " is not what " + term.request + " asks for");
		}
		else if (steps.stream().noneMatch((step) -> positions(step).contains(number(same.get(), "position")))) {
			judgeUnasked(request, same.get(), asked, day, wrong);
		}
		for (Map<String, Object> step : steps) {
			if (!text(step, "content_hash").equals(contentHash(request, asked, positions(step)))) {
				wrong.found(text(step, "office") + " was asked about something else");
			}
			judge(step, rows("approval", "reference", term.request), day, wrong);
		}
		return same.orElse(null);
	}

	/** A term that no office was asked about: only where the route said so. */
	private void judgeUnasked(Map<String, Object> request, Map<String, Object> term, List<Map<String, Object>> asked,
			LocalDate day, Finder wrong) {
		String code = text(term, "code");
		Optional<Map<String, Object>> unasked = rows("unasked_terms", "reference", text(request, "reference")).stream()
			.filter((row) -> number(row, "revision") == number(term, "revision"))
			.filter((row) -> positions(row).contains(number(term, "position")))
			.filter((row) -> text(row, "content_hash").equals(contentHash(request, asked, positions(row))))
			.findFirst();
		String gravest = rows("signing_policy").stream()
			.filter((row) -> !date(row.get("valid_from")).isAfter(day))
			.max(Comparator.comparing((row) -> date(row.get("valid_from"))))
			.map((row) -> text(row, "unasked_class"))
			.orElseThrow();
		if (unasked.isEmpty() || text(term, "term_class").compareTo(gravest) > 0) {
			wrong.found("nobody was asked about " + code);
		}
		else if (day.isAfter(date(unasked.get().get("expires_on")))) {
			wrong.found("that nobody has to approve " + code + " had ended");
		}
		boolean known = rows("clause", "code", code).stream()
			.filter((clause) -> Objects.equals(plain(clause.get("version")), plain(term.get("clause_version"))))
			.anyMatch((clause) -> text(clause, "term_class").compareTo(gravest) <= 0
					&& (Objects.equals(words(text(term, "text"), text(clause, "text")),
							words(null, text(clause, "text")))
							|| text(clause, "own_wording_class").compareTo(gravest) <= 0));
		if (!known) {
			wrong.found(code + " is graver than what may go unasked");
		}
	}

	private void judge(Map<String, Object> step, List<Map<String, Object>> approvals, LocalDate day, Finder wrong) {
		Optional<Map<String, Object>> newest = approvals.stream()
			.filter((row) -> text(row, "office").equals(text(step, "office"))
					&& text(row, "content_hash").equals(text(step, "content_hash"))
					&& number(row, "revision") <= number(step, "revision"))
			.max(Comparator.comparingInt((Map<String, Object> row) -> number(row, "revision"))
				.thenComparing((row) -> time(row.get("decided_at"))));
		if (newest.isEmpty()) {
			wrong.found(text(step, "office") + " did not decide");
		}
		else if (text(newest.get(), "decision").equals("REFUSE")) {
			wrong.found(text(step, "office") + " refused");
		}
		else if (day.isAfter(date(newest.get().get("expires_on")))) {
			wrong.found("the approval of " + text(step, "office") + " had ended");
		}
	}

	private boolean same(Needed needed, Map<String, Object> term) {
		String standard = rows("clause", "code", text(term, "code")).stream()
			.filter((clause) -> Objects.equals(plain(clause.get("version")), plain(term.get("clause_version"))))
			.map((clause) -> text(clause, "text"))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return needed.code.equals(text(term, "code"))
				&& Objects.equals(words(needed.text, standard), words(text(term, "text"), standard))
				&& Objects.equals(figure(needed.percent), figure((BigDecimal) term.get("percent")));
	}

	private static String words(String text, String standard) {
		String given = (text == null || text.isBlank()) ? standard : text;
		return (given != null) ? String.join(" ", given.strip().split("[ \\t\\n\\x0B\\f\\r]+")) : null;
	}

	private static String figure(BigDecimal number) {
		return (number != null) ? number.stripTrailingZeros().toPlainString() : null;
	}

	/** The canonical form is written by hand here: names in order, no spaces. */
	private static String contentHash(Map<String, Object> request, List<Map<String, Object>> asked,
			Set<Integer> positions) {
		List<String> terms = asked.stream()
			.filter((term) -> positions.contains(number(term, "position")))
			.map((term) -> {
				Map<String, String> fields = new TreeMap<>();
				fields.put("amount", figure((BigDecimal) term.get("amount")));
				fields.put("code", text(term, "code"));
				fields.put("percent", figure((BigDecimal) term.get("percent")));
				fields.put("text", text(term, "text"));
				return object(fields);
			})
			.toList();
		String head = object(new TreeMap<>(
				Map.of("currency", text(request, "currency"), "customer", text(request, "customer"), "customerCountry",
						text(request, "customer_country"), "programme", text(request, "programme"))));
		String whole = head.substring(0, head.length() - 1) + ",\"terms\":[" + String.join(",", terms) + "],\"value\":"
				+ quoted(figure((BigDecimal) request.get("value"))) + "}";
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String object(Map<String, String> fields) {
		return fields.entrySet()
			.stream()
			.filter((field) -> field.getValue() != null)
			.map((field) -> quoted(field.getKey()) + ":" + quoted(field.getValue()))
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String quoted(String text) {
		try {
			return JSON.writeValueAsString(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void countSignatures(Map<String, Object> agreement) {
		String reference = text(agreement, "reference");
		int number = number(agreement, "submission");
		List<Map<String, Object>> given = standing(reference, number);
		JsonNode facts = rows("submission", "reference", reference).stream()
			.filter((row) -> number(row, "number") == number)
			.map((row) -> json(row.get("facts")))
			.findFirst()
			.orElseThrow();
		int needed = given.isEmpty() ? 1 : signersNeeded(facts, day(given.get(given.size() - 1).get("signed_at")));
		if (given.size() != needed) {
			this.violations.add("%s is %s with %d of %d signatures".formatted(reference, text(agreement, "status"),
					given.size(), needed));
		}
	}

	private List<Map<String, Object>> standing(String reference, int submission) {
		Set<Integer> ended = new HashSet<>();
		rows("signature_void", "reference", reference).stream()
			.filter((row) -> number(row, "submission") == submission)
			.forEach((row) -> ended.add(number(row, "attempt")));
		return rows("signature", "reference", reference).stream()
			.filter((row) -> number(row, "submission") == submission && !ended.contains(number(row, "attempt")))
			.toList();
	}

	private int signersNeeded(JsonNode facts, LocalDate day) {
		BigDecimal limit = rows("signing_policy").stream()
			.filter((row) -> !day.isBefore(date(row.get("valid_from"))))
			.max(Comparator.comparing((row) -> date(row.get("valid_from"))))
			.map((row) -> (BigDecimal) row.get("two_signers_above"))
			.orElse(BigDecimal.ZERO);
		return atMost(amount(facts), facts.at("/totalValue/currency").asText(), limit, "EUR", day) ? 1 : 2;
	}

	private boolean atMost(BigDecimal amount, String currency, BigDecimal limit, String ofLimit, LocalDate day) {
		if (currency.equals(ofLimit)) {
			return amount.compareTo(limit) <= 0;
		}
		Optional<BigDecimal> rate = rate(currency, day);
		Optional<BigDecimal> other = rate(ofLimit, day);
		// amount / rate <= limit / other, without a division
		return rate.isPresent() && other.isPresent() && amount.multiply(other.get(), MathContext.UNLIMITED)
			.compareTo(limit.multiply(rate.get(), MathContext.UNLIMITED)) <= 0;
	}

	private static BigDecimal amount(JsonNode facts) {
		return new BigDecimal(facts.at("/totalValue/amount").asText());
	}

	private Optional<BigDecimal> rate(String currency, LocalDate day) {
		return rows("exchange_rate", "currency", currency).stream()
			.filter((row) -> !day.isBefore(date(row.get("day"))))
			.max(Comparator.comparing((row) -> date(row.get("day"))))
			.map((row) -> (BigDecimal) row.get("per_euro"));
	}

	private String identity(String account) {
		return rows("person", "user_id", account).stream()
			.map((row) -> text(row, "identity"))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(account);
	}

	private static Set<Integer> positions(Map<String, Object> step) {
		try {
			return new HashSet<>(Arrays.asList((Integer[]) ((Array) step.get("terms")).getArray()));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> texts(Object array) {
		try {
			return Arrays.asList((String[]) ((Array) array).getArray());
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean within(LocalDate day, Object from, Object to) {
		return !day.isBefore(date(from)) && (to == null || !day.isAfter(date(to)));
	}

	private static String text(Map<String, Object> row, String column) {
		return (row.get(column) != null) ? row.get(column).toString() : null;
	}

	private static int number(Map<String, Object> row, String column) {
		return ((Number) row.get(column)).intValue();
	}

	private static LocalDate date(Object value) {
		return ((java.sql.Date) value).toLocalDate();
	}

	private static OffsetDateTime time(Object value) {
		return ((java.sql.Timestamp) value).toInstant().atOffset(ZoneOffset.UTC);
	}

	private static LocalDate day(Object value) {
		return time(value).atZoneSameInstant(ZoneId.of("UTC")).toLocalDate();
	}

	private static JsonNode json(Object value) {
		try {
			return JSON.readTree(value.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Takes what is wrong. */
	@FunctionalInterface
	private interface Finder {

		void found(String what);

	}

}
