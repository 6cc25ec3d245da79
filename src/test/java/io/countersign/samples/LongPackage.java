package io.countersign.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.Packages;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.multipdf.PDFMergerUtility;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * A clean package of the usual size: the documents of {@code clean-straight-through} with
 * as many pages of terms as filed ones have.
 */
public final class LongPackage {

	/** Pages of all documents together. */
	public static final int PAGES = 40;

	private static final String ENROLMENT = "enrolment.pdf";

	private static final String PRICE_SHEET = "price-sheet.pdf";

	private static final List<String> TERMS = List.of(
			"The enrolled affiliate orders licenses for every qualified device and every qualified user of its enterprise. Devices and users that join during the term are counted at the next anniversary, and the order for them names the month in which they were first used.",
			"Price levels follow from the count of each product pool on the day this enrolment takes effect. A level that was reached stays for the term, unless the parties agree otherwise in an amendment that is attached to a signature form.",
			"An update statement takes the place of a true-up order where nothing was added. It is signed by an authorised representative of the enrolled affiliate and reaches the reseller within sixty to thirty days before the anniversary.",
			"The reseller invoices the enrolled affiliate in equal annual instalments. The first is due on the effective date; each further one on the anniversary. Taxes, customs and duties are added as the law of the country of usage asks.",
			"Each party keeps what it learns about the other confidential for five years after the end of this enrolment. What has become public without a breach, or was known before, is excepted.",
			"This enrolment ends after thirty-six full calendar months. A renewal order takes effect on the day after; licenses under subscription that are not renewed end with the term, and their use ends with them.",
			"Notices are given in writing to the contact named above, by post or by e-mail. A notice counts from the day on which it is received, or on which its delivery was refused.");

	private final Packages packages;

	private final Map<String, byte[]> documents;

	/** Draws one. */
	public LongPackage() {
		Sample sample = SamplePackages.all().get(0);
		this.packages = sample.packages();
		this.documents = new TreeMap<>(sample.files());
		this.documents.keySet().removeIf((name) -> !name.endsWith(".pdf"));
		int missing = PAGES - this.documents.values().stream().mapToInt(LongPackage::pages).sum();
		int ofTerms = missing * 2 / 3;
		this.documents.computeIfPresent(ENROLMENT, (name, pdf) -> joined(pdf, terms("General terms", ofTerms)));
		this.documents.computeIfPresent(PRICE_SHEET, (name, pdf) -> joined(pdf, prices(missing - ofTerms)));
	}

	public AgreementPackage facts() {
		return this.packages.facts();
	}

	/** Bytes by file name. */
	public Map<String, byte[]> documents() {
		return this.documents;
	}

	private static byte[] terms(String title, int pages) {
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing", "EA2020Enr(Ind)(WW)(ENG)(Oct2020)", "");
		for (int page = 1; page <= pages; page++) {
			paper.heading("%d. %s".formatted(page, title));
			for (int paragraph = 0; paragraph < 9; paragraph++) {
				paper.text("%d.%d %s".formatted(page, paragraph + 1, TERMS.get((page + paragraph) % TERMS.size())));
			}
			if (page < pages) {
				paper.page();
			}
		}
		return paper.bytes();
	}

	private static byte[] prices(int pages) {
		float[] shares = { 0.16f, 0.36f, 0.12f, 0.16f, 0.2f };
		SamplePaper paper = new SamplePaper("Microsoft | Volume Licensing", "Customer Price Sheet", "");
		for (int page = 1; page <= pages; page++) {
			paper.row(true, shares, "Part Number", "Item Name", "Qty", "Unit net price", "Extended amount");
			for (int row = 1; row <= 30; row++) {
				paper.row(false, shares, "AA%d-%05d".formatted(page, row), "Future price of an item, no. " + row, "1",
						"%d.50".formatted(page * 10 + row), "%d.50".formatted(page * 10 + row));
			}
			if (page < pages) {
				paper.page();
			}
		}
		return paper.bytes();
	}

	private static int pages(byte[] pdf) {
		try (PDDocument document = Loader.loadPDF(pdf)) {
			return document.getNumberOfPages();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] joined(byte[] form, byte[] pages) {
		try (PDDocument document = Loader.loadPDF(form);
				PDDocument more = Loader.loadPDF(pages);
				ByteArrayOutputStream out = new ByteArrayOutputStream()) {
			new PDFMergerUtility().appendDocument(document, more);
			document.save(out);
			return out.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
