package io.countersign.signature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

import eu.europa.esig.dss.crl.CRLBinary;
import eu.europa.esig.dss.crl.CRLUtils;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.RevocationOrigin;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLToken;
import eu.europa.esig.dss.validation.reports.Reports;
import io.countersign.document.SignaturePolicy;
import io.countersign.signature.SignatureVerdict.Outcome;

/**
 * Verifies PDFs that we countersigned. Changes made after a signature fail here, where
 * the library's own policy only warns; and our signature, the last one, has to cover the
 * whole file.
 * <p>
 * Pages are not compared as pictures: with nothing behind our signature there is nothing
 * to compare, and it would take 25 times as long.
 */
final class SignatureVerifier {

	private final SigningKey key;

	private final ValidationPolicy policy;

	SignatureVerifier(SigningKey key) {
		this.key = key;
		this.policy = SignaturePolicy.strict(key.revocationList() != null);
	}

	/** Judges a PDF whose last signature should be ours. */
	SignatureVerdict verify(byte[] pdf) {
		Reports reports;
		try {
			PDFDocumentValidator validator = new PDFDocumentValidator(new InMemoryDocument(pdf));
			validator.setCertificateVerifier(verifier());
			validator.setPdfObjFactory(SignaturePolicy.withoutPictures());
			validator.setEnableEtsiValidationReport(false);
			validator.setLocale(Locale.ENGLISH);
			reports = validator.validateDocument(this.policy);
		}
		catch (RuntimeException ex) {
			// the library has a type of exception for each way a file can be broken
			return new SignatureVerdict(Outcome.UNREADABLE, "This is not a PDF that can be read.", 0);
		}
		return judge(reports, pdf.length);
	}

	private SignatureVerdict judge(Reports reports, int length) {
		List<SignatureWrapper> signatures = reports.getDiagnosticData().getSignatures();
		if (signatures.isEmpty()) {
			return new SignatureVerdict(Outcome.UNSIGNED, "The document carries no digital signature.", 0);
		}
		SignatureWrapper last = signatures.get(0);
		for (SignatureWrapper signature : signatures) {
			if (end(signature).compareTo(end(last)) > 0) {
				last = signature;
			}
		}
		SimpleReport report = reports.getSimpleReport();
		SubIndication sub = report.getSubIndication(last.getId());
		Outcome outcome;
		String sentence;
		if (sub == SubIndication.HASH_FAILURE || sub == SubIndication.SIG_CRYPTO_FAILURE) {
			outcome = Outcome.ALTERED;
			sentence = "The document was altered: its bytes are not those that were signed.";
		}
		else if (!end(last).equals(BigInteger.valueOf(length))) {
			outcome = Outcome.ADDED_TO;
			sentence = "Something was added to the document after the last signature.";
		}
		else if (sub == SubIndication.FORMAT_FAILURE) {
			outcome = Outcome.ALTERED;
			sentence = "The document is damaged or was changed after a signature.";
		}
		else if (!ours(last)) {
			outcome = Outcome.NOT_OURS;
			sentence = "The last signature is not ours.";
		}
		else if (report.getIndication(last.getId()) != Indication.TOTAL_PASSED) {
			outcome = Outcome.UNCLEAR;
			sentence = "The signature is intact, but it is not accepted: %s.".formatted(sub);
		}
		else {
			outcome = Outcome.VALID;
			sentence = "The signature is valid and the document is unchanged since.";
		}
		return new SignatureVerdict(outcome, sentence, signatures.size());
	}

	/** The position behind the last byte that a signature covers. */
	private static BigInteger end(SignatureWrapper signature) {
		List<BigInteger> range = signature.getPDFRevision().getSignatureByteRange();
		return range.get(2).add(range.get(3));
	}

	private boolean ours(SignatureWrapper signature) {
		return signature.getSigningCertificate() != null
				&& signature.getSigningCertificate().getId().equals(this.key.certificate().getDSSIdAsString());
	}

	private CertificateVerifier verifier() {
		CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
		CertificateToken[] chain = this.key.chain();
		trusted.addCertificate(chain[chain.length - 1]);
		CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
		verifier.setTrustedCertSources(trusted);
		if (this.key.revocationList() != null) {
			verifier.setCrlSource(new KnownList(this.key.revocationList()));
		}
		return verifier;
	}

	/** Answers from one list that was given, never from a network. */
	private record KnownList(byte[] list) implements CRLSource {

		@Override
		public CRLToken getRevocationToken(CertificateToken certificate, CertificateToken issuer) {
			try {
				CRLBinary binary = CRLUtils.buildCRLBinary(this.list);
				CRLToken token = new CRLToken(certificate, CRLUtils.buildCRLValidity(binary, issuer));
				token.setExternalOrigin(RevocationOrigin.EXTERNAL);
				return token;
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The revocation list cannot be read", ex);
			}
		}

	}

}
