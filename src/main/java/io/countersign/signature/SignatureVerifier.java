package io.countersign.signature;

import java.time.Clock;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.validation.reports.Reports;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.FileEnd;
import io.countersign.document.SignaturePolicy;
import io.countersign.signature.SignatureVerdict.Outcome;
import io.countersign.signature.SignatureVerdict.Proof;

/**
 * Verifies PDFs that we countersigned, when they are made and raised. Changes made after
 * a signature fail here, where the library's own policy only warns. Our signature is the
 * last one. Behind it nothing may follow but what proves it further: the certificates and
 * lists of level LT, and document time stamps.
 * <p>
 * Pages are not compared as pictures: it would take 25 times as long.
 */
final class SignatureVerifier {

	private final SigningKey key;

	private final SignatureTrust trust;

	private final Clock clock;

	SignatureVerifier(SigningKey key, SignatureTrust trust, Clock clock) {
		this.key = key;
		this.trust = trust;
		this.clock = clock;
	}

	/** Judges a PDF whose last signature should be ours. */
	SignatureVerdict verify(byte[] pdf) {
		Reports reports;
		try {
			PDFDocumentValidator validator = new PDFDocumentValidator(new InMemoryDocument(pdf));
			validator.setCertificateVerifier(this.trust.verifier());
			validator.setPdfObjFactory(SignaturePolicy.withoutPictures());
			validator.setEnableEtsiValidationReport(false);
			validator.setLocale(Locale.ENGLISH);
			validator.setValidationTime(Date.from(this.clock.instant()));
			reports = validator.validateDocument(this.trust.policy());
		}
		catch (RuntimeException ex) {
			// the library has a type of exception for each way a file can be broken
			return new SignatureVerdict(Outcome.UNREADABLE, "This is not a PDF that can be read.", 0, null);
		}
		return judge(reports, pdf);
	}

	private SignatureVerdict judge(Reports reports, byte[] pdf) {
		List<SignatureWrapper> signatures = reports.getDiagnosticData().getSignatures();
		if (signatures.isEmpty()) {
			return new SignatureVerdict(Outcome.UNSIGNED, "The document carries no digital signature.", 0, null);
		}
		SignatureWrapper last = FileEnd.last(reports.getDiagnosticData()).orElseThrow();
		SimpleReport report = reports.getSimpleReport();
		SubIndication sub = report.getSubIndication(last.getId());
		Outcome outcome;
		String sentence;
		if (sub == SubIndication.HASH_FAILURE || sub == SubIndication.SIG_CRYPTO_FAILURE) {
			outcome = Outcome.ALTERED;
			sentence = "The document was altered: its bytes are not those that were signed.";
		}
		else if (FileEnd.extended(reports.getDiagnosticData(), pdf)) {
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
		return new SignatureVerdict(outcome, sentence, signatures.size(), proof(last, report).orElse(null));
	}

	/** The earliest time stamp that holds. */
	private static Optional<Proof> proof(SignatureWrapper signature, SimpleReport report) {
		SignatureLevel level = Stream.of(SignatureLevel.values())
			.filter((each) -> PadesSigner.dss(each) == signature.getSignatureFormat())
			.findFirst()
			.orElse(SignatureLevel.B);
		return signature.getTimestampList()
			.stream()
			.filter((stamp) -> report.getIndication(stamp.getId()) == Indication.PASSED)
			.min(Comparator.comparing(TimestampWrapper::getProductionTime))
			.map((stamp) -> new Proof(stamp.getProductionTime().toInstant(),
					stamp.getSigningCertificate().getCommonName(), level));
	}

	private boolean ours(SignatureWrapper signature) {
		return signature.getSigningCertificate() != null
				&& signature.getSigningCertificate().getId().equals(this.key.certificate().getDSSIdAsString());
	}

}
