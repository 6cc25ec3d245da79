package io.countersign.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.validation.policy.ValidationPolicyLoader;

/**
 * How signatures in PDFs are judged here: stricter than the library's own policy, which
 * lets a document pass with warnings whose text was changed after it was signed.
 */
public final class SignaturePolicy {

	private static final String POLICY = "/policy/constraint.xml";

	/** Findings about a PDF that are warnings by default. */
	private static final String STRICTER = "<(PdfAnnotationOverlap|PdfVisualDifference|DocMDP|FieldMDP|SigFieldLock|UndefinedChanges) Level=\"WARN\"";

	private static final String REVOCATION = "<(RevocationDataAvailable|AcceptableRevocationDataFound) Level=\"FAIL\"";

	private SignaturePolicy() {
	}

	/**
	 * The policy.
	 * @param judgeRevocation whether a certificate without a revocation list is refused;
	 * where none can be had, being revoked still counts if the file itself tells
	 */
	public static ValidationPolicy strict(boolean judgeRevocation) {
		try (InputStream in = ValidationPolicyLoader.class.getResourceAsStream(POLICY)) {
			String policy = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll(STRICTER,
					"<$1 Level=\"FAIL\"");
			if (!judgeRevocation) {
				policy = policy.replaceAll(REVOCATION, "<$1 Level=\"WARN\"");
			}
			return ValidationPolicyLoader
				.fromValidationPolicy(new ByteArrayInputStream(policy.getBytes(StandardCharsets.UTF_8)))
				.create();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads PDFs without comparing their pages as pictures, which would take many times
	 * as long; changed objects are found without.
	 */
	public static PdfBoxNativeObjectFactory withoutPictures() {
		DefaultPdfDifferencesFinder differences = new DefaultPdfDifferencesFinder();
		differences.setMaximalPagesAmountForVisualComparison(0);
		PdfBoxNativeObjectFactory factory = new PdfBoxNativeObjectFactory();
		factory.setPdfDifferencesFinder(differences);
		return factory;
	}

}
