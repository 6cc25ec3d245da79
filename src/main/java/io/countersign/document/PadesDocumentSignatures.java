package io.countersign.document;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

	/** Why a signature is not accepted, in words for a reader who is no specialist. */
	private static final Map<SubIndication, String> REASONS = new EnumMap<>(Map.ofEntries(
			Map.entry(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, "its issuer is not one that is trusted here"),
			Map.entry(SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE, "its issuer is not one that is trusted here"),
			Map.entry(SubIndication.EXPIRED, "its certificate had expired"),
			Map.entry(SubIndication.NOT_YET_VALID, "its certificate was not yet in force"),
			Map.entry(SubIndication.OUT_OF_BOUNDS_NO_POE,
					"its certificate is not in force, and nothing in the file proves that it was at signing"),
			Map.entry(SubIndication.OUT_OF_BOUNDS_NOT_REVOKED,
					"its certificate is not in force, and nothing in the file proves that it was at signing"),
			Map.entry(SubIndication.TRY_LATER, "the file does not tell whether its certificate was revoked"),
			Map.entry(SubIndication.REVOCATION_OUT_OF_BOUNDS_NO_POE,
					"the file does not tell whether its certificate was revoked"),
			Map.entry(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, "its key or algorithm is too weak"),
			Map.entry(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, "its key or algorithm is too weak"),
			Map.entry(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, "the certificate of its signer is not in the file"),
			Map.entry(SubIndication.CHAIN_CONSTRAINTS_FAILURE, "its certificate is not made for such signatures"),
			Map.entry(SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE, "its certificate cannot be checked"),
			Map.entry(SubIndication.SIGNED_DATA_NOT_FOUND, "what was signed is not in the file"),
			Map.entry(SubIndication.TIMESTAMP_ORDER_FAILURE, "its time stamps contradict each other")));

	private static final String UNSAID = "a viewer that checks signatures says why";

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
		boolean addedTo = FileEnd.addedTo(data, pdf.bytes());
		for (SignatureWrapper signature : data.getSignatures()) {
			judged.add(judge(signature, reports.getSimpleReport(), addedTo));
		}
		if (FileEnd.revisions(data).count() < pdf.signatureFields().size()) {
			judged.add(unreadable("The form has %d signed fields, but only %d of their signatures can be read."
				.formatted(pdf.signatureFields().size(), FileEnd.revisions(data).count())));
		}
		return judged;
	}

	private static DocumentSignature judge(SignatureWrapper signature, SimpleReport report, boolean addedTo) {
		String signer = (signature.getSigningCertificate() != null) ? signature.getSigningCertificate().getCommonName()
				: null;
		return new Checked(signer, report.getIndication(signature.getId()), report.getSubIndication(signature.getId()),
				signature.isSignatureIntact() && signature.isSignatureValid(), changed(signature.getPDFRevision()),
				addedTo)
			.judged();
	}

	/** Whether the library sees that a page or an object was changed after signing. */
	private static boolean changed(PDFRevisionWrapper revision) {
		return revision != null && (!revision.getPdfUndefinedChanges().isEmpty()
				|| !revision.getPdfPageDifferenceConcernedPages().isEmpty()
				|| !revision.getPdfVisualDifferenceConcernedPages().isEmpty());
	}

	/**
	 * What the library says about a signature.
	 *
	 * @param signer {@code null} where it cannot be read
	 * @param sub {@code null} where it passed
	 * @param intact whether the signature verifies and what it covers is unchanged
	 * @param changed whether pages or objects differ from what was signed
	 * @param addedTo whether the file goes on behind what was signed
	 */
	record Checked(String signer, Indication indication, SubIndication sub, boolean intact, boolean changed,
			boolean addedTo) {

		DocumentSignature judged() {
			String who = (this.signer != null) ? this.signer : "somebody unknown";
			if (this.sub == SubIndication.HASH_FAILURE || (this.sub == SubIndication.FORMAT_FAILURE && this.changed)) {
				return with(Outcome.ALTERED, "The document was changed after %s signed it.".formatted(who));
			}
			if (this.sub == SubIndication.SIG_CRYPTO_FAILURE) {
				return with(Outcome.DAMAGED,
						"The signature of %s does not verify: it is damaged, or was made with another key."
							.formatted(who));
			}
			if (this.sub == SubIndication.FORMAT_FAILURE) {
				return with(Outcome.UNREADABLE,
						"The signature of %s is not built as such signatures are: it cannot be checked."
							.formatted(who));
			}
			if (this.sub == SubIndication.REVOKED) {
				return with(Outcome.REVOKED, "The certificate of %s was revoked.".formatted(who));
			}
			if (this.sub == SubIndication.REVOKED_NO_POE) {
				return with(Outcome.REVOKED,
						"The certificate of %s was revoked, and nothing in the file proves that it signed before."
							.formatted(who));
			}
			if (this.sub == SubIndication.REVOKED_CA_NO_POE) {
				return with(Outcome.REVOKED,
						"The certificate of the issuer of %s was revoked, and nothing in the file proves that it was signed before."
							.formatted(who));
			}
			if (this.addedTo) {
				return with(Outcome.ADDED_TO, "Something was added to the file after %s signed it.".formatted(who));
			}
			if (this.indication == Indication.TOTAL_PASSED) {
				return with(Outcome.VALID,
						"The signature of %s is valid and the document is unchanged since.".formatted(who));
			}
			boolean untrusted = this.sub == SubIndication.NO_CERTIFICATE_CHAIN_FOUND
					|| this.sub == SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE;
			return with((untrusted && this.intact) ? Outcome.UNTRUSTED : Outcome.UNCLEAR,
					"The signature of %s %s: %s.".formatted(who,
							this.intact ? "is intact, but does not count" : "does not count",
							(this.sub != null) ? REASONS.getOrDefault(this.sub, UNSAID) : UNSAID));
		}

		private DocumentSignature with(Outcome outcome, String sentence) {
			return new DocumentSignature(outcome, this.signer, sentence);
		}

	}

	private static DocumentSignature unreadable(String sentence) {
		return new DocumentSignature(Outcome.UNREADABLE, null, sentence);
	}

}
