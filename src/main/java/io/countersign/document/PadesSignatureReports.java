package io.countersign.document;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.validation.reports.Reports;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.document.PadesDocumentSignatures.Checked;
import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges as {@link PadesDocumentSignatures} does, and trusts ourselves too: for showing,
 * not for examining what was received. Where a document was changed after signing, its
 * pages are compared as pictures, so that the changed ones can be named.
 */
final class PadesSignatureReports implements SignatureReports {

	private static final Logger log = LoggerFactory.getLogger(PadesSignatureReports.class);

	private static final DateTimeFormatter TIME = DateTimeFormatter
		.ofPattern("d MMMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
		.withZone(ZoneOffset.UTC);

	private final BoundedWork work;

	private final CertificateSource trusted;

	private final Optional<OwnSignatures> own;

	private final Clock clock;

	private final ValidationPolicy policy = SignaturePolicy.strict(false);

	/**
	 * @param trusted certificates of the issuers of others that are trusted
	 */
	PadesSignatureReports(BoundedWork work, CertificateSource trusted, Optional<OwnSignatures> own, Clock clock) {
		this.work = work;
		this.trusted = trusted;
		this.own = own;
		this.clock = clock;
	}

	@Override
	public Report of(String name, byte[] pdf) {
		try {
			return this.work.run(name, (allowance) -> () -> judge(pdf));
		}
		catch (Refusal refusal) {
			log.warn("The signatures of '{}' could not be judged: {}", name, refusal.getMessage(), refusal);
			return new Report(List.of(new Verdict(Outcome.UNREADABLE, null, false, null, null, null, null,
					"Not proven: the document cannot be checked, or not in time.", List.of())), null);
		}
	}

	private Report judge(byte[] pdf) {
		Reports reports = validate(pdf, SignaturePolicy.withoutPictures());
		DiagnosticData data = reports.getDiagnosticData();
		if (data.getSignatures().isEmpty()) {
			return new Report(List.of(), null);
		}
		boolean addedTo = FileEnd.addedTo(data, pdf);
		if (data.getSignatures().stream().anyMatch(PadesSignatureReports::changed)) {
			reports = validate(pdf, new PdfBoxNativeObjectFactory());
			data = reports.getDiagnosticData();
		}
		List<Verdict> verdicts = new ArrayList<>();
		for (SignatureWrapper signature : data.getSignatures()
			.stream()
			.sorted(Comparator.comparing((each) -> FileEnd.of(each.getPDFRevision())))
			.toList()) {
			verdicts.add(verdict(signature, reports.getSimpleReport(), addedTo));
		}
		return new Report(verdicts, reports.getXmlValidationReport());
	}

	private Reports validate(byte[] pdf, PdfBoxNativeObjectFactory factory) {
		PDFDocumentValidator validator = new PDFDocumentValidator(new InMemoryDocument(pdf));
		CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
		verifier
			.setTrustedCertSources(Stream.concat(Stream.of(this.trusted), this.own.map(OwnSignatures::issuers).stream())
				.toArray(CertificateSource[]::new));
		this.own.map(OwnSignatures::revocations).ifPresent(verifier::setCrlSource);
		validator.setCertificateVerifier(verifier);
		validator.setPdfObjFactory(factory);
		validator.setLocale(Locale.ENGLISH);
		validator.setValidationTime(Date.from(this.clock.instant()));
		return validator.validateDocument(this.policy);
	}

	private static boolean changed(SignatureWrapper signature) {
		PDFRevisionWrapper revision = signature.getPDFRevision();
		return revision != null && (!revision.getPdfUndefinedChanges().isEmpty()
				|| !revision.getPdfPageDifferenceConcernedPages().isEmpty());
	}

	private Verdict verdict(SignatureWrapper signature, SimpleReport report, boolean addedTo) {
		String id = signature.getId();
		boolean ours = signature.getSigningCertificate() != null
				&& this.own.filter((own) -> own.ours(signature.getSigningCertificate().getId())).isPresent();
		String signer = signer(signature, ours);
		DocumentSignature judged = new Checked(signer, report.getIndication(id), report.getSubIndication(id),
				signature.isSignatureIntact() && signature.isSignatureValid(), changed(signature), addedTo)
			.judged();
		Instant signedAt = (signature.getClaimedSigningTime() != null) ? signature.getClaimedSigningTime().toInstant()
				: null;
		Optional<TimestampWrapper> proof = signature.getTimestampList()
			.stream()
			.filter((stamp) -> report.getIndication(stamp.getId()) == Indication.PASSED)
			.min(Comparator.comparing(TimestampWrapper::getProductionTime));
		Instant provenAt = proof.map((stamp) -> stamp.getProductionTime().toInstant()).orElse(null);
		String provenBy = proof.map((stamp) -> stamp.getSigningCertificate().getCommonName()).orElse(null);
		return new Verdict(judged.outcome(), signer, ours, signedAt, provenAt, provenBy, level(signature),
				sentence(judged, signature.getPDFRevision(), signedAt, provenAt, provenBy),
				Stream
					.concat(report.getAdESValidationErrors(id).stream(), report.getAdESValidationWarnings(id).stream())
					.map(Message::getValue)
					.distinct()
					.toList());
	}

	/**
	 * Our own key vouches for the name that we wrote into a signature; for the name in
	 * others the issuer of the certificate does.
	 */
	private static String signer(SignatureWrapper signature, boolean ours) {
		if (ours && signature.getPDFRevision().getSignerName() != null) {
			return signature.getPDFRevision().getSignerName();
		}
		return (signature.getSigningCertificate() != null) ? signature.getSigningCertificate().getCommonName() : null;
	}

	private static String level(SignatureWrapper signature) {
		String format = String.valueOf(signature.getSignatureFormat());
		int level = format.lastIndexOf("BASELINE-");
		return (level >= 0) ? format.substring(level + "BASELINE-".length()) : null;
	}

	private static String sentence(DocumentSignature judged, PDFRevisionWrapper revision, Instant signedAt,
			Instant provenAt, String provenBy) {
		String who = (judged.signer() != null) ? judged.signer() : "somebody unknown";
		return switch (judged.outcome()) {
			case VALID -> "Valid: signed by %s%s, unchanged since; %s.".formatted(who,
					(signedAt != null) ? " on " + TIME.format(signedAt) : "",
					(provenBy != null) ? "time proven by %s, %s".formatted(provenBy, TIME.format(provenAt))
							: "the time is the signer's own");
			case ALTERED ->
				pages(revision).map((pages) -> "Not valid: %s changed after %s signed.".formatted(pages, who))
					.orElseGet(() -> "Not valid: " + lower(judged.sentence()));
			case UNTRUSTED, UNCLEAR -> "Not proven: " + lower(judged.sentence());
			default -> "Not valid: " + lower(judged.sentence());
		};
	}

	/** The pages that look different now, in words. */
	private static Optional<String> pages(PDFRevisionWrapper revision) {
		if (revision == null) {
			return Optional.empty();
		}
		TreeSet<BigInteger> pages = new TreeSet<>(revision.getPdfVisualDifferenceConcernedPages());
		pages.addAll(revision.getPdfPageDifferenceConcernedPages());
		if (pages.isEmpty()) {
			return Optional.empty();
		}
		String numbers = pages.stream().map(BigInteger::toString).collect(Collectors.joining(", "));
		return Optional.of((pages.size() == 1) ? "page " + numbers + " was" : "pages " + numbers + " were");
	}

	private static String lower(String sentence) {
		return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
	}

}
