package io.countersign.document;

import io.countersign.kernel.Refusal;

/**
 * A bound was passed somewhere inside PDFBox. Unchecked, because PDFBox logs and swallows
 * some of its {@code IOException}s. Carries no stack: what counts is the sentence.
 */
final class LimitExceeded extends RuntimeException {

	private final transient Refusal.Kind kind;

	private final String code;

	/**
	 * @param sentence continues "The document 'x.pdf' …" and says what to do
	 */
	LimitExceeded(Refusal.Kind kind, String code, String sentence) {
		super(sentence, null, false, false);
		this.kind = kind;
		this.code = code;
	}

	Refusal of(String fileName) {
		return new Refusal(this.kind, this.code, "The document '%s' %s".formatted(fileName, getMessage()));
	}

}
