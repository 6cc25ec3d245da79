package io.countersign.agreement;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.kernel.Sha256;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * A term as it is asked for: what an approval is bound to, and what a package has to
 * repeat.
 *
 * @param code of the catalogue, for instance {@code M97} or {@code DISCOUNT}; in capitals
 * @param text the wording asked for; {@code null} means the catalogue's standard text
 * @param percent discount points above standard; {@code null} where none are asked for
 */
public record AskedTerm(String code, String text, BigDecimal percent) {

	public AskedTerm {
		code = code.strip().toUpperCase(Locale.ROOT);
		text = (text == null || text.isBlank()) ? null : text.strip().replaceAll("\\s+", " ");
		percent = (percent == null) ? null : percent.stripTrailingZeros();
	}

	/**
	 * The same term with its wording spelled out.
	 * @param standardText the catalogue's wording; {@code null} where it is not kept
	 */
	public AskedTerm inFull(String standardText) {
		return (this.text != null) ? this : new AskedTerm(this.code, standardText, this.percent);
	}

	/**
	 * SHA-256 of the canonical JSON (RFC 8785) of the term. How a text is broken into
	 * lines does not count.
	 */
	public String textHash() {
		ObjectNode tree = JsonNodeFactory.instance.objectNode().put("code", this.code);
		if (this.text != null) {
			tree.put("text", this.text);
		}
		if (this.percent != null) {
			tree.put("percent", this.percent.toPlainString());
		}
		try {
			return Sha256.of(new JsonCanonicalizer(tree.toString()).getEncodedString());
		}
		catch (IOException ex) {
			throw new IllegalStateException("A term cannot be written", ex);
		}
	}

}
