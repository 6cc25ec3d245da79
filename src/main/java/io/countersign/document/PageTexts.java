package io.countersign.document;

import java.awt.geom.Point2D;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.pdfbox.util.Matrix;

/**
 * Reads the text of every page in one pass, top to bottom and left to right, so that a
 * label and the value beside it end up on one line.
 */
final class PageTexts extends PDFTextStripper {

	/** More characters than any contract; sorting them takes memory and time. */
	private static final int MAX_CHARACTERS = 3_000_000;

	/** More pictures on a page are dots of a pattern. */
	private static final int MAX_PICTURES = 1000;

	/** Annotations that show what somebody drew or stamped. */
	private static final Set<COSName> DRAWN = Set.of(COSName.getPDFName("Ink"), COSName.getPDFName("Stamp"));

	private final Allowance allowance;

	private final List<PDPage> pages;

	private final List<String> texts = new ArrayList<>();

	private final List<PageLayout> layouts = new ArrayList<>();

	private final StringWriter writer = new StringWriter();

	private List<List<PageLayout.Word>> lines = new ArrayList<>();

	private List<PageLayout.Word> line = new ArrayList<>();

	private List<PageLayout.Box> pictures = new ArrayList<>();

	private int characters;

	private PageTexts(List<PDPage> pages, Allowance allowance) {
		this.pages = pages;
		this.allowance = allowance;
		setSortByPosition(true);
		setLineSeparator("\n");
		setPageEnd("");
	}

	static PageTexts of(PDDocument document, List<PDPage> pages, Allowance allowance) throws IOException {
		PageTexts reader = new PageTexts(pages, allowance);
		reader.writeText(document, reader.writer);
		return reader;
	}

	List<String> texts() {
		return List.copyOf(this.texts);
	}

	List<PageLayout> layouts() {
		return List.copyOf(this.layouts);
	}

	@Override
	protected void processPages(PDPageTree tree) throws IOException {
		for (PDPage page : this.pages) {
			this.writer.getBuffer().setLength(0);
			this.lines = new ArrayList<>();
			this.pictures = new ArrayList<>();
			if (page.hasContents()) {
				processPage(page);
			}
			endLine();
			this.texts.add(this.writer.toString().strip());
			this.layouts.add(layout(page));
		}
	}

	private PageLayout layout(PDPage page) {
		PDRectangle box = page.getCropBox();
		PDRectangle media = page.getMediaBox();
		boolean plain = page.getRotation() == 0 && box.getWidth() == media.getWidth()
				&& box.getHeight() == media.getHeight() && media.getLowerLeftX() == 0 && media.getLowerLeftY() == 0;
		List<PageLayout.Box> annotations = new ArrayList<>();
		COSArray entries = page.getCOSObject().getCOSArray(COSName.ANNOTS);
		for (int i = 0; entries != null && i < entries.size(); i++) {
			COSArray corners = (entries.getObject(i) instanceof COSDictionary annotation)
					? annotation.getCOSArray(COSName.RECT) : null;
			if (corners != null && corners.size() == 4) {
				PDRectangle place = new PDRectangle(corners);
				PageLayout.Box where = new PageLayout.Box(place.getLowerLeftX(),
						media.getHeight() - place.getUpperRightY(), place.getWidth(), place.getHeight());
				annotations.add(where);
				if (DRAWN.contains(((COSDictionary) entries.getObject(i)).getCOSName(COSName.SUBTYPE))) {
					this.pictures.add(where);
				}
			}
		}
		return new PageLayout(box.getWidth(), box.getHeight(), plain, List.copyOf(this.lines), List.copyOf(annotations),
				List.copyOf(this.pictures));
	}

	@Override
	protected void writeString(String text, List<TextPosition> positions) throws IOException {
		super.writeString(text, positions);
		if (!positions.isEmpty()) {
			TextPosition first = positions.get(0);
			TextPosition last = positions.get(positions.size() - 1);
			float size = Math.max(first.getFontSizeInPt(), first.getHeightDir());
			float x = first.getXDirAdj();
			this.line.add(new PageLayout.Word(text, new PageLayout.Box(x, first.getYDirAdj() - 0.95f * size,
					last.getXDirAdj() + last.getWidthDirAdj() - x, 1.25f * size)));
		}
	}

	@Override
	protected void writeLineSeparator() throws IOException {
		super.writeLineSeparator();
		endLine();
	}

	private void endLine() {
		if (!this.line.isEmpty()) {
			this.lines.add(List.copyOf(this.line));
			this.line = new ArrayList<>();
		}
	}

	@Override
	protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
		this.allowance.checkTime();
		if (operator.getName().equals(OperatorName.BEGIN_INLINE_IMAGE)
				|| (operator.getName().equals(OperatorName.DRAW_OBJECT) && drawsPicture(operands))) {
			picture();
		}
		super.processOperator(operator, operands);
	}

	/** Looks at the dictionary only: nothing is decoded. */
	private boolean drawsPicture(List<COSBase> operands) {
		COSDictionary objects = (getResources() != null)
				? getResources().getCOSObject().getCOSDictionary(COSName.XOBJECT) : null;
		return objects != null && !operands.isEmpty() && operands.get(0) instanceof COSName name
				&& objects.getDictionaryObject(name) instanceof COSStream stream
				&& COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE));
	}

	/** A picture fills the unit square of the coordinates in force. */
	private void picture() {
		if (this.pictures.size() == MAX_PICTURES) {
			return;
		}
		Matrix place = getGraphicsState().getCurrentTransformationMatrix();
		Point2D.Float one = place.transformPoint(0, 0);
		Point2D.Float other = place.transformPoint(1, 1);
		PDRectangle media = getCurrentPage().getMediaBox();
		this.pictures.add(new PageLayout.Box(Math.min(one.x, other.x), media.getHeight() - Math.max(one.y, other.y),
				Math.abs(one.x - other.x), Math.abs(one.y - other.y)));
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
