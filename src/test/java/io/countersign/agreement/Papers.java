package io.countersign.agreement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.AgreementPackage.Signer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/**
 * Real PDFs for the packages of tests: each says what the facts say, with the words by
 * which filed forms are recognised.
 */
public final class Papers {

	private Papers() {
	}

	/** The PDFs of a package by file name, in its order. */
	public static Map<String, byte[]> of(Packages packages) {
		AgreementPackage facts = packages.facts();
		Map<String, byte[]> papers = new LinkedHashMap<>();
		facts.documents().forEach((entry) -> papers.put(entry.fileName(), pdf(pages(facts, entry))));
		return papers;
	}

	/** The purchase order of a package. */
	public static byte[] purchaseOrder(AgreementPackage facts) {
		return pdf(pages(facts, facts.documents(AgreementPackage.DocumentType.PO).get(0)));
	}

	private static List<String> pages(AgreementPackage facts, DocumentEntry entry) {
		Signer signer = facts.signers().get(0);
		return switch (entry.type()) {
			case PSF -> List.of(signatureForm(facts, signer), """
					Microsoft Affiliate
					Microsoft Ireland Operations Limited
					Signature
					Printed First and Last Name
					Printed Title
					Signature Date (date Microsoft Affiliate countersigns)
					""");
			case ENR -> List.of("""
					Microsoft Volume Licensing
					Enterprise Enrollment
					This Enrollment must be attached to a signature form to be valid.
					Name of entity (must be legal entity name)* %s
					%s Page 1 of 1 Document %s
					""".formatted(facts.customer().legalName(), facts.formVersion(), entry.code()));
			case AMD -> List.of("""
					Microsoft Volume Licensing
					Amendment to Contract Documents
					Amendment ID %s
					%sThis amendment must be attached to a signature form to be valid.
					""".formatted(entry.code(), words(facts, entry)));
			case CPS -> List.of(priceSheet(facts));
			case PO -> List.of("Purchase Order\n%s\nPO number %s\nTerms Net 30".formatted(facts.customer().legalName(),
					facts.purchaseOrder().number()));
			case SIGAUD -> List.of("""
					Final Audit Report
					Status: Signed
					Transaction ID: CBJCHBCAABAA
					Document e-signed by %s (%s)
					""".formatted(signer.name(), signer.email()));
			default -> List.of("A document of type %s with the code %s of %s".formatted(entry.type(), entry.code(),
					facts.customer().legalName()));
		};
	}

	/** The words of an amendment, on a line of their own where the facts give any. */
	private static String words(AgreementPackage facts, DocumentEntry entry) {
		return facts.amendments()
			.stream()
			.filter((amendment) -> amendment.id().equals(entry.code()) && amendment.text() != null)
			.map((amendment) -> amendment.text() + "\n")
			.collect(Collectors.joining());
	}

	private static String priceSheet(AgreementPackage facts) {
		StringBuilder sheet = new StringBuilder("Customer Price Sheet\n" + facts.customer().legalName() + "\nCurrency "
				+ facts.totalValue().currency() + "\n");
		facts.lines()
			.forEach((line) -> sheet.append("%s %s %d %s %s\n".formatted(line.partNumber(), line.description(),
					line.quantity(), line.unitPrice().toPlainString(),
					line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())).toPlainString())));
		return sheet.append("Future Pricing Table: none.").toString();
	}

	private static String signatureForm(AgreementPackage facts, Signer signer) {
		StringBuilder listed = new StringBuilder();
		facts.documents()
			.stream()
			.filter((entry) -> entry.code() != null && entry.type() != AgreementPackage.DocumentType.PSF)
			.forEach((entry) -> listed.append(entry.type()).append(" ").append(entry.code()).append(" (new)\n"));
		String signedOn = signer.signedOn().format(DateTimeFormatter.ofPattern("MMM d, yyyy", Locale.US));
		return """
				Microsoft Volume Licensing
				Program Signature Form
				Agreement number %s
				Contract Document Number or Code
				%sBy signing below, the parties agree.
				Customer
				Name of Entity (must be legal entity name)* %s
				Signature* %s (%s 14:44 CDT)
				Printed First and Last Name* %s
				Printed Title %s
				Signature Date* %s
				Tax ID
				* indicates required field
				ProgramSignForm(MSSign)(EMEA)(ENG)(May2020) Page 1 of 2 Document X20-12883
				""".formatted(facts.identifiers().agreement(), listed, facts.customer().legalName(), signer.name(),
				signedOn, signer.name(), signer.title(), signedOn);
	}

	private static byte[] pdf(List<String> pages) {
		try (PDDocument document = new PDDocument(); ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			for (String text : pages) {
				PDPage page = new PDPage(PDRectangle.A4);
				document.addPage(page);
				try (PDPageContentStream content = new PDPageContentStream(document, page)) {
					content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
					content.setLeading(18);
					content.beginText();
					content.newLineAtOffset(60, 780);
					for (String line : text.split("\n")) {
						content.showText(line);
						content.newLine();
					}
					content.endText();
				}
			}
			document.save(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
