package io.countersign.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;

/** Program signature forms for tests: two pages, our block on the second. */
final class SignatureForms {

	private static final String[] FIRST = { "Program Signature Form", "MBA/MBSA number", "Agreement number 01E73134",
			"Contract Document    Number or Code", "Enterprise Enrollment    X20-12057", "Customer",
			"Name of Entity (must be legal entity name)*   Contoso GmbH", "Signature*   Erika Mustermann",
			"Signature Date*   Nov 2, 2026" };

	private static final String[] SECOND = { "Microsoft Affiliate", "Microsoft Ireland Operations Limited", "Signature",
			"Printed First and Last Name", "Printed Title", "Signature Date", "(date Microsoft Affiliate countersigns)",
			"Agreement Effective Date", "Optional 2nd Customer signature or Outsourcer signature (if applicable)",
			"Customer", "Name of Entity (must be legal entity name)*", "Signature*" };

	private SignatureForms() {
	}

	static byte[] form() {
		return with((document) -> {
			page(document, FIRST);
			page(document, SECOND);
		});
	}

	/** A form with a text field that can be filled in. */
	static byte[] withField(String name) {
		return with((document) -> {
			page(document, FIRST);
			page(document, SECOND);
			PDAcroForm fields = new PDAcroForm(document);
			document.getDocumentCatalog().setAcroForm(fields);
			PDTextField field = new PDTextField(fields);
			field.setPartialName(name);
			PDAnnotationWidget widget = field.getWidgets().get(0);
			widget.setRectangle(new PDRectangle(60, 60, 200, 20));
			widget.setPage(document.getPage(0));
			fields.getFields().add(field);
			try {
				document.getPage(0).getAnnotations().add(widget);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/** A form whose pages are full of text to the margins. */
	static byte[] withoutRoom() {
		String line = "x ".repeat(110);
		String[] lines = new String[75];
		java.util.Arrays.fill(lines, line);
		return with((document) -> page(document, lines));
	}

	static byte[] withoutBlock() {
		return with((document) -> page(document, FIRST));
	}

	/**
	 * A document changed by an incremental update, as an editor would do after signing.
	 */
	static byte[] withTextAdded(byte[] pdf) {
		try (PDDocument document = Loader.loadPDF(pdf); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			PDPage page = document.getPage(0);
			try (PDPageContentStream content = new PDPageContentStream(document, page,
					PDPageContentStream.AppendMode.APPEND, true)) {
				content.beginText();
				content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 20);
				content.newLineAtOffset(60, 300);
				content.showText("and a discount of 90 %");
				content.endText();
			}
			page.getCOSObject().setNeedToBeUpdated(true);
			page.getResources().getCOSObject().setNeedToBeUpdated(true);
			document.saveIncremental(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A form certified so that nothing may be added any more. */
	static byte[] locked(SigningKey key) {
		PAdESService service = new PAdESService(new CommonCertificateVerifier(true));
		PAdESSignatureParameters parameters = new PAdESSignatureParameters();
		parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
		parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
		parameters.setSigningCertificate(key.certificate());
		parameters.setCertificateChain(key.chain());
		parameters.setPermission(CertificationPermission.NO_CHANGE_PERMITTED);
		InMemoryDocument document = new InMemoryDocument(form());
		return DSSUtils.toByteArray(
				service.signDocument(document, parameters, key.sign(service.getDataToSign(document, parameters))));
	}

	private static byte[] with(Consumer<PDDocument> content) {
		try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			content.accept(document);
			document.save(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void page(PDDocument document, String... lines) {
		PDPage page = new PDPage(PDRectangle.A4);
		document.addPage(page);
		try (PDPageContentStream content = new PDPageContentStream(document, page)) {
			content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 9);
			float y = 800;
			for (String line : lines) {
				content.beginText();
				content.newLineAtOffset(30, y);
				content.showText(line);
				content.endText();
				y -= (lines.length > 40) ? 10.5f : 24;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
