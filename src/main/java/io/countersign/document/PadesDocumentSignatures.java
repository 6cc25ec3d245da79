package io.countersign.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.validation.reports.Reports;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges signatures with the library that makes ours. Nothing is fetched: neither
 * issuers' certificates nor revocation lists; revocation counts where the file itself
 * carries it.
 */
final class PadesDocumentSignatures implements DocumentSignatures {

	private static final Logger log = LoggerFactory.getLogger(PadesDocumentSignatures.class);

	private static final Set<SubIndication> CHANGED = EnumSet.of(SubIndication.HASH_FAILURE,
			SubIndication.SIG_CRYPTO_FAILURE, SubIndication.FORMAT_FAILURE);

	private final BoundedWork work;

	private final CertificateSource trusted;

	private final ValidationPolicy policy = SignaturePolicy.strict(false);

	/**
	 * @param trusted certificates of the issuers that are trusted
	 */
	PadesDocumentSignatures(BoundedWork work, CertificateSource trusted) {
		this.work = work;
		this.trusted = trusted;
	}

	@Override
	public List<DocumentSignature> judge(GuardedPdf pdf) {
		if (pdf.signatureFields().isEmpty()) {
			return List.of();
		}
		try {
			return this.work.run(pdf.fileName(), (allowance) -> () -> validate(pdf));
		}
		catch (Refusal refusal) {
			log.warn("The signatures of '{}' could not be judged: {}", pdf.fileName(), refusal.getMessage(), refusal);
			return List
				.of(unreadable("The digital signature could not be checked: it cannot be read, or not in time."));
		}
	}

	private List<DocumentSignature> validate(GuardedPdf pdf) {
		PDFDocumentValidator validator = new PDFDocumentValidator(new InMemoryDocument(pdf.bytes()));
		CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
		verifier.setTrustedCertSources(this.trusted);
		validator.setCertificateVerifier(verifier);
		validator.setPdfObjFactory(SignaturePolicy.withoutPictures());
		validator.setEnableEtsiValidationReport(false);
		validator.setLocale(Locale.ENGLISH);
		Reports reports = validator.validateDocument(this.policy);
		DiagnosticData data = reports.getDiagnosticData();
		List<DocumentSignature> judged = new ArrayList<>();
		int last = lastByte(pdf.bytes());
		boolean addedTo = revisions(data).map(PadesDocumentSignatures::end)
			.max(BigInteger::compareTo)
			.filter((end) -> end.intValue() < last)
			.isPresent();
		for (SignatureWrapper signature : data.getSignatures()) {
			judged.add(judge(signature, reports.getSimpleReport(), addedTo));
		}
		if (revisions(data).count() < pdf.signatureFields().size()) {
			judged.add(unreadable("The form has %d signed fields, but only %d of their signatures can be read."
				.formatted(pdf.signatureFields().size(), revisions(data).count())));
		}
		return judged;
	}

	private static DocumentSignature judge(SignatureWrapper signature, SimpleReport report, boolean addedTo) {
		String signer = (signature.getSigningCertificate() != null) ? signature.getSigningCertificate().getCommonName()
				: null;
		String who = (signer != null) ? signer : "somebody unknown";
		SubIndication sub = report.getSubIndication(signature.getId());
		if (CHANGED.contains(sub)) {
			return new DocumentSignature(Outcome.ALTERED, signer,
					"The document was changed after %s signed it.".formatted(who));
		}
		if (addedTo) {
			return new DocumentSignature(Outcome.ADDED_TO, signer,
					"Something was added to the file after %s signed it.".formatted(who));
		}
		if (report.getIndication(signature.getId()) == Indication.TOTAL_PASSED) {
			return new DocumentSignature(Outcome.VALID, signer,
					"The signature of %s is valid and the document is unchanged since.".formatted(who));
		}
		return (sub == SubIndication.NO_CERTIFICATE_CHAIN_FOUND
				|| sub == SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE)
						? new DocumentSignature(Outcome.UNTRUSTED, signer,
								"The signature of %s is intact, but its issuer is not one that is trusted here."
									.formatted(who))
						: new DocumentSignature(Outcome.UNCLEAR, signer,
								"The signature of %s is intact, but it is not accepted: %s.".formatted(who, sub));
	}

	private static DocumentSignature unreadable(String sentence) {
		return new DocumentSignature(Outcome.UNREADABLE, null, sentence);
	}

	/** Of signatures and of time stamps over the document, which have fields too. */
	private static Stream<PDFRevisionWrapper> revisions(DiagnosticData data) {
		return Stream
			.concat(data.getSignatures().stream().map(SignatureWrapper::getPDFRevision),
					data.getTimestampList().stream().map(TimestampWrapper::getPDFRevision))
			.filter((revision) -> revision != null);
	}

	/** The position behind the last byte that is covered. */
	private static BigInteger end(PDFRevisionWrapper revision) {
		List<BigInteger> range = revision.getSignatureByteRange();
		return (range.size() == 4) ? range.get(2).add(range.get(3)) : BigInteger.ZERO;
	}

	/** The position behind the last byte that is no blank. */
	private static int lastByte(byte[] bytes) {
		int last = bytes.length;
		while (last > 0 && bytes[last - 1] <= ' ' && bytes[last - 1] >= 0) {
			last--;
		}
		return last;
	}

}
