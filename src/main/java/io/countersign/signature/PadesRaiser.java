package io.countersign.signature;

import java.util.Arrays;

import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.spi.DSSUtils;
import io.countersign.agreement.SignatureLevel;
import io.countersign.kernel.Sha256;
import io.countersign.signature.SignatureVerdict.Proof;

/**
 * Adds proof to documents that carry our signature: a time stamp, then the certificates
 * and revocation lists of everybody involved, then a time stamp over all of it.
 */
final class PadesRaiser {

	private final SignatureTrust trust;

	private final TimeStamps timeStamps;

	private final SignatureVerifier verifier;

	PadesRaiser(SignatureTrust trust, TimeStamps timeStamps, SignatureVerifier verifier) {
		this.trust = trust;
		this.timeStamps = timeStamps;
		this.verifier = verifier;
	}

	/** The new version of a document. */
	record Raised(byte[] bytes, String sha256, Proof proof) {
	}

	/**
	 * Raises our signature in a document and checks the result.
	 * @throws TimeStampMissing if no time stamp can be had now
	 * @throws IllegalStateException if the document cannot take it
	 */
	Raised raise(byte[] pdf, SignatureLevel level) {
		PAdESService service = new PAdESService(this.trust.lenient());
		service.setPdfObjFactory(new PdfBoxNativeObjectFactory());
		service.setTspSource(this.timeStamps);
		PAdESSignatureParameters parameters = new PAdESSignatureParameters();
		parameters.setSignatureLevel(PadesSigner.dss(level));
		byte[] raised = DSSUtils.toByteArray(service.extendDocument(new InMemoryDocument(pdf), parameters));
		if (Arrays.mismatch(pdf, raised) != pdf.length) {
			throw new IllegalStateException("Raised to %s it does not begin with what it was".formatted(level));
		}
		SignatureVerdict verdict = this.verifier.verify(raised);
		if (!verdict.valid()) {
			throw new IllegalStateException("Raised to %s it is: %s".formatted(level, verdict.sentence()));
		}
		Proof proof = verdict.proven()
			.orElseThrow(() -> this.timeStamps.failed(
					new IllegalStateException("The time stamp does not lead to an issuer that is trusted for them")));
		return new Raised(raised, Sha256.of(raised), proof);
	}

}
