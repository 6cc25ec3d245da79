package io.countersign.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.xml.parsers.ParserConfigurationException;

import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.ooxml.POIXMLTypeLoader;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler.SheetContentsHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.apache.poi.xssf.usermodel.XSSFRelation;
import org.apache.xmlbeans.XmlException;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.CTSheet;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.CTWorkbook;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.STSheetState;
import org.openxmlformats.schemas.spreadsheetml.x2006.main.WorkbookDocument;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * Reads the first visible sheet of a workbook (Office Open XML) row by row, with Apache
 * POI. Formulas are not read, only the values that the spreadsheet program worked out and
 * stored. What would run or reach out (macros, links to other files, embedded objects) is
 * refused, and so is what unpacks beyond the limits, before POI opens it.
 */
final class XlsxReader {

	/** Spreadsheet programs keep and show so many digits; the rest is the binary tail. */
	private static final MathContext DIGITS = new MathContext(15);

	private static final int LARGEST_SCALE = 30;

	/** Serial number of the last day of the year 9999. */
	private static final int LAST_DAY = 2_958_465;

	/** The 29 February 1900, which never was but is counted. */
	private static final int NEVER_WAS = 60;

	static {
		// GuardedZip counts what is unpacked. POI's own least ratio is one for all of the
		// program, and refuses honest sheets with many empty cells.
		ZipSecureFile.setMinInflateRatio(0);
	}

	private static final long LARGEST_TREE = 2 << 20;

	private static final String SHARED_TEXTS = "xl/sharedStrings.xml";

	private final ImportProperties limits;

	XlsxReader(ImportProperties limits) {
		this.limits = limits;
	}

	/**
	 * Reads a workbook.
	 * @throws Refusal if it is none, is not fit to be opened, or is beyond a limit
	 */
	Table read(byte[] file) {
		guard(file);
		try (OPCPackage workbook = OPCPackage.open(new ByteArrayInputStream(file))) {
			return read(workbook);
		}
		catch (Refusal ex) {
			throw ex;
		}
		catch (OpenXML4JException | XmlException | SAXException | ParserConfigurationException | IOException
				| RuntimeException ex) {
			// POI has no one kind of exception for what is no workbook.
			throw unreadable();
		}
	}

	/** Unpacks everything once, under the limits, and looks at the names inside. */
	private void guard(byte[] file) {
		try (GuardedZip zip = GuardedZip.open("file", file, this.limits.workbook().limits())) {
			if (zip.names().stream().noneMatch((name) -> name.equalsIgnoreCase("[Content_Types].xml"))) {
				throw noWorkbook();
			}
			for (String name : zip.names()) {
				judge(name.toLowerCase(Locale.ROOT));
				long size;
				try (InputStream stream = zip.open(name)) {
					byte[] beginning = stream.readNBytes(DocumentTypes.LONGEST_BEGINNING);
					if (DocumentTypes.declaredIn(beginning)) {
						throw withDocumentType();
					}
					size = beginning.length + stream.transferTo(OutputStream.nullOutputStream());
				}
				// POI streams sheets and their texts, and builds a tree of everything
				// else.
				if (size > LARGEST_TREE && !name.startsWith("xl/worksheets/") && !name.equals(SHARED_TEXTS)) {
					throw unreadable();
				}
			}
		}
		catch (IOException ex) {
			throw unreadable();
		}
	}

	private static void judge(String name) {
		if (name.contains("vbaproject") || name.contains("macrosheets/") || name.contains("activex/")) {
			throw macros();
		}
		if (name.contains("externallinks/") || name.contains("querytables/") || name.endsWith("connections.xml")
				|| name.contains("embeddings/")) {
			throw new Refusal(Kind.UNACCEPTABLE, "workbook-with-links",
					"The workbook reaches out to other files or holds some. Copy the values into a new workbook.");
		}
	}

	private Table read(OPCPackage file)
			throws OpenXML4JException, XmlException, SAXException, ParserConfigurationException, IOException {
		boolean workbookInside = false;
		for (PackagePart part : file.getParts()) {
			String type = part.getContentType().toLowerCase(Locale.ROOT);
			if (type.contains("macroenabled") || type.contains("vba")) {
				throw macros();
			}
			workbookInside = workbookInside || type.equals(XSSFRelation.WORKBOOK.getContentType());
		}
		if (!workbookInside) {
			throw noWorkbook();
		}
		XSSFReader parts = new XSSFReader(file);
		CTWorkbook workbook = workbook(parts);
		Values values = new Values(workbook.isSetWorkbookPr() && workbook.getWorkbookPr().getDate1904());
		Rows rows = new Rows(this.limits, values);
		XMLReader xml = XMLHelper.newXMLReader();
		xml.setContentHandler(new XSSFSheetXMLHandler(parts.getStylesTable(), null,
				new ReadOnlySharedStringsTable(file, false), rows, values, false));
		try (InputStream sheet = parts.getSheet(firstVisible(workbook))) {
			xml.parse(new InputSource(sheet));
		}
		return rows.table.build();
	}

	private static CTWorkbook workbook(XSSFReader parts) throws OpenXML4JException, XmlException, IOException {
		try (InputStream stream = parts.getWorkbookData()) {
			return WorkbookDocument.Factory.parse(stream, POIXMLTypeLoader.DEFAULT_XML_OPTIONS).getWorkbook();
		}
	}

	private static String firstVisible(CTWorkbook workbook) {
		for (CTSheet sheet : workbook.getSheets().getSheetList()) {
			if (sheet.getState() == STSheetState.VISIBLE) {
				return sheet.getId();
			}
		}
		throw new Refusal(Kind.UNACCEPTABLE, "file-empty", "The workbook has no visible sheet.");
	}

	private static Refusal macros() {
		return new Refusal(Kind.UNACCEPTABLE, "workbook-with-macros",
				"The workbook holds macros. Save it as .xlsx, which has none.");
	}

	private static Refusal withDocumentType() {
		return new Refusal(Kind.UNACCEPTABLE, "workbook-with-dtd",
				"The workbook declares a document type (DTD), which can reach out or unfold without end. No spreadsheet program writes one: open it, save it as .xlsx and send it again.");
	}

	private static Refusal noWorkbook() {
		return new Refusal(Kind.UNSUPPORTED, "file-no-workbook",
				"This is a ZIP, but no workbook (.xlsx). Documents go into the part 'documents', the table into 'file'.");
	}

	private static Refusal unreadable() {
		return new Refusal(Kind.UNACCEPTABLE, "workbook-unreadable",
				"The workbook cannot be read whole. Open it, save it as .xlsx and send it again.");
	}

	/** Collects the cells of each row. */
	private static final class Rows implements SheetContentsHandler {

		private final ImportProperties limits;

		private final Values values;

		private final Table.Builder table;

		private List<Cell> cells = List.of();

		private int column;

		private int before = -1;

		private Rows(ImportProperties limits, Values values) {
			this.limits = limits;
			this.values = values;
			this.table = new Table.Builder(limits);
		}

		@Override
		public void startRow(int row) {
			if (row <= this.before) {
				throw unreadable();
			}
			this.before = row;
			this.cells = new ArrayList<>();
			this.column = -1;
		}

		@Override
		public void cell(String address, String text, XSSFComment comment) {
			Cell cell = this.values.cell(text);
			int next = (address != null) ? new CellReference(address).getCol() : this.column + 1;
			if (next <= this.column) {
				throw unreadable();
			}
			this.column = next;
			if (cell.isEmpty()) {
				return;
			}
			if (next >= this.limits.maxColumns()) {
				throw Table.tooManyColumns(this.limits);
			}
			while (this.cells.size() < next) {
				this.cells.add(Cell.EMPTY);
			}
			this.cells.add(cell);
		}

		@Override
		public void endRow(int row) {
			this.table.add(row + 1, this.cells);
		}

	}

	/**
	 * Tells numbers, dates and percentages apart by the format of their cell, and keeps
	 * them exact instead of formatting them for the eye.
	 */
	private static final class Values extends DataFormatter {

		private final boolean since1904;

		private Cell number;

		private Values(boolean since1904) {
			super(Locale.ROOT);
			this.since1904 = since1904;
		}

		/** POI asks this for each number, and then gives the text to the handler. */
		@Override
		public String formatRawCellContents(double value, int formatIndex, String formatString) {
			BigDecimal number = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
			String raw = number.toPlainString();
			if (Math.abs(number.scale()) > LARGEST_SCALE) {
				this.number = Cell.text(number.toString());
			}
			else if (DateUtil.isADateFormat(formatIndex, formatString)) {
				this.number = date(number);
			}
			else if (formatString.indexOf('%') >= 0) {
				this.number = new Cell(Cell.Kind.PERCENT,
						number.movePointRight(2).stripTrailingZeros().toPlainString());
			}
			else {
				this.number = new Cell(Cell.Kind.NUMBER, raw);
			}
			return raw;
		}

		private Cell date(BigDecimal serial) {
			int days = serial.intValue();
			if (serial.scale() > 0 || days < 1 || days > LAST_DAY || (days == NEVER_WAS && !this.since1904)) {
				return Cell.text(serial.toPlainString());
			}
			LocalDate date = DateUtil.getLocalDateTime(days, this.since1904).toLocalDate();
			return new Cell(Cell.Kind.DATE, date.toString());
		}

		/** What a cell holds, once POI has its text. */
		Cell cell(String text) {
			Cell found = this.number;
			this.number = null;
			if (found != null) {
				return found;
			}
			if (text == null) {
				// A shared text that is not there; POI would leave the cell empty.
				throw unreadable();
			}
			if (text.equals("TRUE") || text.equals("FALSE")) {
				return new Cell(Cell.Kind.BOOLEAN, text.toLowerCase(Locale.ROOT));
			}
			return text.startsWith("ERROR:#") ? new Cell(Cell.Kind.ERROR, Foreign.shortened(text.substring(6)))
					: Cell.text(text);
		}

	}

}
