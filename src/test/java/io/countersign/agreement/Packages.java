package io.countersign.agreement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Packages for tests: the schema's own example, clean under every rule, with changes by
 * JSON pointer. Each change answers a new package, so that a test may branch.
 *
 * <pre>{@code
 * Packages.clean().with("/customer/legalName", "Fabrikam Inc.").without("/purchaseOrder").facts();
 * }</pre>
 */
public final class Packages {

	private static final PackageReader READER = new PackageReader();

	private static final ObjectMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final ObjectNode root;

	private Packages(ObjectNode root) {
		this.root = root;
	}

	/** A clean package as it would be sent today. */
	public static Packages clean() {
		return clean(LocalDate.now(ZoneOffset.UTC));
	}

	/**
	 * A clean package as it would be sent on a day: ordered and signed the day before,
	 * for 36 months from the first of the next month.
	 */
	public static Packages clean(LocalDate today) {
		LocalDate start = today.plusMonths(1).withDayOfMonth(1);
		return example().with("/purchaseOrder/date", today.minusDays(1))
			.with("/signers/0/signedOn", today.minusDays(1))
			.with("/lines/0/usageDate", start)
			.term(start, start.plusMonths(36).minusDays(1));
	}

	/** The schema's example as it stands. */
	public static Packages example() {
		try (InputStream schema = PackageReader.class.getResourceAsStream(PackageReader.SCHEMA)) {
			return new Packages((ObjectNode) JSON.readTree(schema).path("examples").get(0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Packages of(byte[] json) {
		try {
			return new Packages((ObjectNode) JSON.readTree(json));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sets a value, making objects and lists on the way.
	 * @param pointer a JSON pointer; an index one beyond the end of a list, or {@code -},
	 * appends
	 * @param value text, number, boolean, date, list, map or JSON
	 */
	public Packages with(String pointer, Object value) {
		ObjectNode copy = this.root.deepCopy();
		JsonPointer at = JsonPointer.compile(pointer);
		JsonNode parent = parent(copy, at);
		JsonNode node = (value instanceof JsonNode json) ? json
				: JSON.valueToTree((value instanceof LocalDate date) ? date.toString() : value);
		String name = at.last().getMatchingProperty();
		if (parent instanceof ArrayNode list) {
			if (name.equals("-") || Integer.parseInt(name) == list.size()) {
				list.add(node);
			}
			else {
				list.set(Integer.parseInt(name), node);
			}
		}
		else {
			((ObjectNode) parent).set(name, node);
		}
		return new Packages(copy);
	}

	/** Takes a value away. */
	public Packages without(String pointer) {
		ObjectNode copy = this.root.deepCopy();
		JsonPointer at = JsonPointer.compile(pointer);
		JsonNode parent = copy.at(at.head());
		if (parent instanceof ArrayNode list) {
			list.remove(Integer.parseInt(at.last().getMatchingProperty()));
		}
		else {
			((ObjectNode) parent).remove(at.last().getMatchingProperty());
		}
		return new Packages(copy);
	}

	public Packages id(String packageId) {
		return with("/packageId", packageId);
	}

	public Packages programme(AgreementPackage.Programme programme) {
		return with("/programme", programme.code());
	}

	public Packages scenario(AgreementPackage.Scenario scenario) {
		return with("/scenario", scenario.name());
	}

	public Packages segment(AgreementPackage.Segment segment) {
		return with("/segment", segment.name());
	}

	/** The value over the whole term; purchase order and the one line follow it. */
	public Packages value(String amount, String currency) {
		BigDecimal unit = new BigDecimal(amount).divide(BigDecimal.valueOf(this.root.at("/lines/0/quantity").asInt(1)),
				4, java.math.RoundingMode.HALF_UP);
		return with("/totalValue/amount", amount).with("/totalValue/currency", currency)
			.with("/purchaseOrder/total/amount", amount)
			.with("/purchaseOrder/total/currency", currency)
			.with("/lines/0/unitPrice", unit.toPlainString());
	}

	public Packages customer(String legalName, String country) {
		return with("/customer/legalName", legalName).with("/customer/country", country);
	}

	public Packages purchaseOrder(String number) {
		return with("/purchaseOrder/number", number);
	}

	public Packages term(LocalDate start, LocalDate end) {
		return with("/term/start", start).with("/term/end", end);
	}

	/** Adds a document. */
	public Packages document(String fileName, AgreementPackage.DocumentType type, String code) {
		ObjectNode entry = JSON.createObjectNode().put("fileName", fileName).put("type", type.name());
		if (code != null) {
			entry.put("code", code);
		}
		return with("/documents/-", entry);
	}

	/** Takes the documents of a type away. */
	public Packages withoutDocument(AgreementPackage.DocumentType type) {
		Packages changed = new Packages(this.root.deepCopy());
		changed.root.withArray("/documents").removeIf((entry) -> entry.path("type").asText().equals(type.name()));
		return changed;
	}

	/** Adds an amendment and its document. */
	public Packages amendment(String id, boolean standard, String text) {
		ObjectNode amendment = JSON.createObjectNode().put("id", id).put("standard", standard);
		if (text != null) {
			amendment.put("text", text);
		}
		return with("/amendments/-", amendment).document("amendment-" + id.toLowerCase() + ".pdf",
				AgreementPackage.DocumentType.AMD, id);
	}

	/** The facts, read as the product reads them. */
	public AgreementPackage facts() {
		return READER.read(json());
	}

	/** What a reseller would send. */
	public byte[] json() {
		return this.root.toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.root.toPrettyString();
	}

	private static JsonNode parent(ObjectNode root, JsonPointer at) {
		JsonNode node = root;
		JsonPointer rest = at;
		while (!rest.tail().matches()) {
			String name = rest.getMatchingProperty();
			boolean list = rest.tail().getMatchingProperty().matches("\\d+|-");
			JsonNode child = (node instanceof ArrayNode array) ? array.path(Integer.parseInt(name)) : node.path(name);
			if (child.isMissingNode()) {
				child = list ? JSON.createArrayNode() : JSON.createObjectNode();
				if (node instanceof ArrayNode array) {
					array.add(child);
				}
				else {
					((ObjectNode) node).set(name, child);
				}
			}
			node = child;
			rest = rest.tail();
		}
		return node;
	}

}
