package io.countersign.document;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * Reads the text of every page in one pass, top to bottom and left to right, so that a
 * label and the value beside it end up on one line.
 */
final class PageTexts extends PDFTextStripper {

	/** More characters than any contract; sorting them takes memory and time. */
	private static final int MAX_CHARACTERS = 3_000_000;

	private final Allowance allowance;

	private final List<PDPage> pages;

	private final List<String> texts = new ArrayList<>();

	private final StringWriter writer = new StringWriter();

	private int characters;

	private PageTexts(List<PDPage> pages, Allowance allowance) {
		this.pages = pages;
		this.allowance = allowance;
		setSortByPosition(true);
		setLineSeparator("\n");
		setPageEnd("");
	}

	static List<String> of(PDDocument document, List<PDPage> pages, Allowance allowance) throws IOException {
		PageTexts reader = new PageTexts(pages, allowance);
		reader.writeText(document, reader.writer);
		return List.copyOf(reader.texts);
	}

	@Override
	protected void processPages(PDPageTree tree) throws IOException {
		for (PDPage page : this.pages) {
			this.writer.getBuffer().setLength(0);
			if (page.hasContents()) {
				processPage(page);
			}
			this.texts.add(this.writer.toString().strip());
		}
	}

	@Override
	protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
		this.allowance.checkTime();
		super.processOperator(operator, operands);
	}

	@Override
	protected void processTextPosition(TextPosition text) {
		if (++this.characters > MAX_CHARACTERS) {
			throw Allowance.tooComplex();
		}
		if ((this.characters & 0xFF) == 0) {
			this.allowance.checkTime();
		}
		super.processTextPosition(text);
	}

}
