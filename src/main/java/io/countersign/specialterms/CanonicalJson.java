package io.countersign.specialterms;

import java.io.IOException;
import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;
import org.erdtman.jcs.JsonCanonicalizer;

/** Canonical JSON (RFC 8785), so that the same content always has the same hash. */
final class CanonicalJson {

	private CanonicalJson() {
	}

	static String text(JsonNode tree) {
		try {
			return new JsonCanonicalizer(tree.toString()).getEncodedString();
		}
		catch (IOException ex) {
			throw new IllegalStateException("JSON cannot be written in its canonical form", ex);
		}
	}

	static String hash(JsonNode tree) {
		return Sha256.of(text(tree));
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ArrayNode array() {
		return JsonNodeFactory.instance.arrayNode();
	}

	/** A number as text: the numbers of the standard are binary. */
	static String plain(BigDecimal number) {
		return number.stripTrailingZeros().toPlainString();
	}

}
