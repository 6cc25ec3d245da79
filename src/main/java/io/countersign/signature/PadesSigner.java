package io.countersign.signature;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import eu.europa.esig.dss.alert.exception.AlertException;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.TextWrapping;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.pades.DSSFileFont;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.SignatureFieldParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.pdf.PdfMemoryUsageSetting;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.pdf.pdfbox.visible.PdfBoxNativeFont;
import eu.europa.esig.dss.signature.resources.TempFileResourcesHandlerBuilder;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import io.countersign.agreement.SignatureLevel;
import io.countersign.document.PageLayout;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Sha256;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

import org.springframework.util.FileSystemUtils;

/**
 * Applies a PAdES baseline signature (ETSI EN 319 142-1), with a time stamp where that is
 * wanted and can be had, as an incremental update: the bytes received stay the beginning
 * of the file.
 */
final class PadesSigner {

	/**
	 * Larger files are worked on in temporary files; in memory they take 8 times their
	 * size.
	 */
	private static final int LARGE = 4 << 20;

	/**
	 * Room for the signature with its certificates and a time stamp with those of its
	 * authority, in bytes.
	 */
	private static final int RESERVED = 16 << 10;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'")
		.withZone(ZoneOffset.UTC);

	/** Looks like Helvetica; its letters that are used go into the file. */
	private static final DSSFileFont LIBERATION = liberation();

	private final SigningKey key;

	private final CertificateStanding certificate;

	private final TimeStamps timeStamps;

	private final KeyUses keyUses;

	private final File temporary;

	private final PAdESService inMemory;

	/** Large files one at a time, so that several cannot fill memory or disk together. */
	private final Semaphore large = new Semaphore(1);

	/**
	 * @param temporary a directory for the work on large files
	 */
	PadesSigner(SigningKey key, CertificateStanding certificate, TimeStamps timeStamps, KeyUses keyUses,
			File temporary) {
		this.key = key;
		this.certificate = certificate;
		this.timeStamps = timeStamps;
		this.keyUses = keyUses;
		this.temporary = temporary;
		this.inMemory = service(new PdfBoxNativeObjectFactory());
	}

	private PAdESService service(PdfBoxNativeObjectFactory factory) {
		PAdESService service = new PAdESService(new CommonCertificateVerifier(true));
		service.setPdfObjFactory(factory);
		service.setTspSource(this.timeStamps);
		return service;
	}

	/**
	 * What to sign and what the signature says.
	 *
	 * @param pdf the exact bytes received
	 * @param contentHash SHA-256 of the whole submission
	 * @param signedAt whole seconds; never from a request
	 * @param stamped whether to ask for a time stamp, which takes a call to another
	 * system: never inside a transaction
	 * @param last whether nobody signs after: the document is then closed for changes
	 */
	record Request(String reference, byte[] pdf, List<PageLayout> layout, String contentHash, String name,
			String capacity, Instant signedAt, boolean stamped, boolean last) {

		/** The binding as it stands in the signature, for whoever verifies without us. */
		String binding() {
			return "Countersign content sha256:" + this.contentHash;
		}

	}

	/**
	 * A signed PDF.
	 *
	 * @param signatureValueSha256 SHA-256 of the bare signature value
	 * @param level B, or T where it carries a time stamp
	 */
	record Signed(byte[] bytes, String sha256, String signatureValueSha256, SignatureLevel level) {
	}

	/**
	 * Signs.
	 * @throws Refusal if this PDF cannot take a signature, for instance because a former
	 * one forbids changes, or if our certificate must not be used
	 */
	Signed sign(Request request) {
		this.certificate.expectGood(request.signedAt());
		if (request.pdf().length <= LARGE) {
			return sign(request, this.inMemory);
		}
		this.large.acquireUninterruptibly();
		try {
			return signInFiles(request);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No room to sign " + request.reference() + " in " + this.temporary, ex);
		}
		finally {
			this.large.release();
		}
	}

	/** In a directory of its own, since the library leaves its files behind. */
	private Signed signInFiles(Request request) throws IOException {
		Path directory = Files.createTempDirectory(this.temporary.toPath(), "sign");
		try {
			PdfBoxNativeObjectFactory factory = new PdfBoxNativeObjectFactory();
			factory.setPdfMemoryUsageSetting(PdfMemoryUsageSetting.fileOnly());
			TempFileResourcesHandlerBuilder handlers = new TempFileResourcesHandlerBuilder();
			handlers.setTempFileDirectory(directory.toFile());
			factory.setResourcesHandlerBuilder(handlers);
			return sign(request, service(factory));
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
	}

	private Signed sign(Request request, PAdESService service) {
		Optional<SignaturePlace> place = SignaturePlace.in(request.layout());
		try {
			LockedField.Added locked = request.last() ? LockedField.to(request.pdf(), place) : null;
			byte[] form = (locked != null) ? locked.bytes() : request.pdf();
			return sign(request, form, service,
					(level) -> parameters(request, place, (locked != null) ? locked.name() : null, level));
		}
		catch (AlertException | DSSException | IllegalArgumentException | UnsupportedOperationException
				| IOException ex) {
			Refusal refusal = new Refusal(Refusal.Kind.UNACCEPTABLE, "signature-impossible",
					"The signature form of %s cannot take our signature: %s".formatted(request.reference(),
							ex.getMessage()));
			refusal.initCause(ex);
			throw refusal;
		}
	}

	private Signed sign(Request request, byte[] form, PAdESService service,
			Function<SignatureLevel, PAdESSignatureParameters> parameters) {
		DSSDocument document = new InMemoryDocument(form);
		SignatureLevel level = (request.stamped() && this.timeStamps.worthAsking()) ? SignatureLevel.T
				: SignatureLevel.B;
		PAdESSignatureParameters chosen = parameters.apply(level);
		SignatureValue value = use(request, service.getDataToSign(document, chosen));
		DSSDocument signed;
		try {
			signed = service.signDocument(document, chosen, value);
		}
		catch (TimeStampMissing ex) {
			// the same signature without it
			level = SignatureLevel.B;
			signed = service.signDocument(document, parameters.apply(level), value);
		}
		byte[] bytes = DSSUtils.toByteArray(signed);
		refuseUnlessItBeginsWith(request, bytes);
		return new Signed(bytes, Sha256.of(bytes), Sha256.of(value.getValue()), level);
	}

	private SignatureValue use(Request request, ToBeSigned data) {
		return this.keyUses.around(new KeyUses.Intent(request.reference(), request.name(), Sha256.of(data.getBytes()),
				this.key.certificate().getSerialNumber().toString(16)), () -> this.key.sign(data));
	}

	private static void refuseUnlessItBeginsWith(Request request, byte[] signed) {
		if (Arrays.mismatch(request.pdf(), signed) != request.pdf().length) {
			throw new IllegalStateException(
					"The signed form of %s does not begin with the form received".formatted(request.reference()));
		}
	}

	/**
	 * @param field the empty field to sign; {@code null}: a new one
	 */
	private PAdESSignatureParameters parameters(Request request, Optional<SignaturePlace> place, String field,
			SignatureLevel level) {
		PAdESSignatureParameters parameters = new PAdESSignatureParameters();
		parameters.setSignatureLevel(dss(level));
		parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
		parameters.setContentSize(RESERVED);
		parameters.setSigningCertificate(this.key.certificate());
		parameters.setCertificateChain(this.key.chain());
		parameters.bLevel().setSigningDate(Date.from(request.signedAt()));
		parameters.setAppName("Countersign");
		parameters.setSignerName(request.name());
		parameters.setReason("Countersigned as " + request.reference());
		parameters.setContactInfo(request.binding());
		place.ifPresent((found) -> parameters.setImageParameters(picture(request, found)));
		if (field != null) {
			parameters.getImageParameters().getFieldParameters().setFieldId(field);
		}
		return parameters;
	}

	/** The library's name of a level. */
	static eu.europa.esig.dss.enumerations.SignatureLevel dss(SignatureLevel level) {
		return eu.europa.esig.dss.enumerations.SignatureLevel.valueOf("PAdES_BASELINE_" + level);
	}

	private static SignatureImageParameters picture(Request request, SignaturePlace place) {
		SignatureFieldParameters field = new SignatureFieldParameters();
		field.setPage(place.page());
		field.setOriginX(place.box().x());
		field.setOriginY(place.box().y());
		field.setWidth(place.box().width());
		field.setHeight(place.box().height());
		String text = String.join("\n", "Countersigned by " + request.name(), request.capacity(),
				"Agreement " + request.reference(), TIME.format(request.signedAt()));
		SignatureImageTextParameters words = new SignatureImageTextParameters();
		write(words, text);
		words.setTextWrapping(TextWrapping.FILL_BOX);
		words.setPadding(4);
		// the form's own lines stay visible
		words.setBackgroundColor(null);
		SignatureImageParameters picture = new SignatureImageParameters();
		picture.setFieldParameters(field);
		picture.setTextParameters(words);
		return picture;
	}

	/**
	 * Every viewer has Helvetica; it knows western letters only. Other texts take a font
	 * along, which knows Latin, Greek and Cyrillic letters; others are shown as question
	 * marks. The signature itself always holds the name in full.
	 */
	private static void write(SignatureImageTextParameters words, String text) {
		PDType1Font helvetica = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
		if (encodable(helvetica, text.replace("\n", ""))) {
			words.setFont(new PdfBoxNativeFont(helvetica));
			words.setText(text);
			return;
		}
		words.setFont(LIBERATION);
		StringBuilder shown = new StringBuilder();
		text.codePoints().map(PadesSigner::shown).forEach(shown::appendCodePoint);
		words.setText(shown.toString());
	}

	private static int shown(int letter) {
		return (letter == '\n' || LIBERATION.getJavaFont().canDisplay(letter)) ? letter : '?';
	}

	private static DSSFileFont liberation() {
		try (InputStream font = PDType1Font.class
			.getResourceAsStream("/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
			DSSFileFont liberation = new DSSFileFont(font);
			liberation.setEmbedFontSubset(true);
			return liberation;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean encodable(PDType1Font font, String text) {
		try {
			font.encode(text);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
