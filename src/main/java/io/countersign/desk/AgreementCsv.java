package io.countersign.desk;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.countersign.agreement.AgreementViews;
import io.countersign.identity.Caller;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The list as a file: UTF-8 with a byte order mark, so that spreadsheet programs read
 * umlauts; times in UTC, amounts with a decimal point, for programs.
 */
final class AgreementCsv {

	private static final int BATCH = 200;

	private static final String[] COLUMNS = { "Reference", "Customer", "Reseller", "Subsidiary", "Programme",
			"Scenario", "Segment", "Value", "Currency", "Status", "Stage", "Waits for", "Waits since (UTC)",
			"Due (UTC)", "Received (UTC)", "Changed (UTC)", "Submission" };

	private final AgreementViews agreements;

	private final ListFilter filter;

	private final Caller caller;

	private AgreementViews.Page<AgreementViews.Row> page;

	/** Reads the first rows at once, so that a refusal comes before the first byte. */
	AgreementCsv(AgreementViews agreements, ListFilter filter, Caller caller) {
		this.agreements = agreements;
		this.filter = filter;
		this.caller = caller;
		this.page = agreements.search(filter.search(0, BATCH), caller);
	}

	void writeTo(OutputStream out) throws IOException {
		BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
		writer.write('\uFEFF');
		CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
		while (!this.page.items().isEmpty()) {
			for (AgreementViews.Row row : this.page.items()) {
				print(printer, row);
			}
			printer.flush();
			if (this.page.items().size() < BATCH) {
				return;
			}
			this.page = this.agreements.search(this.filter.search(this.page.page() + 1, BATCH), this.caller);
		}
		printer.flush();
	}

	private static void print(CSVPrinter printer, AgreementViews.Row row) throws IOException {
		printer.printRecord(text(row.reference()), text(row.customer()), text(row.reseller()), text(row.subsidiary()),
				text(row.programme()), text(row.scenario()), text(row.segment()), row.value().amount().toPlainString(),
				row.value().currency(), row.status().name(), row.status().stage().name(), text(row.waitsFor()),
				time(row.waitsSince()), time(row.waitsUntil()), time(row.receivedAt()), time(row.changedAt()),
				row.submission());
	}

	private static String time(Instant instant) {
		return (instant != null) ? instant.toString() : "";
	}

	/**
	 * Text that a spreadsheet program takes as text. What would start a formula gets an
	 * apostrophe in front, also behind leading white space, which such programs skip
	 * (ASVS 1.2.10).
	 */
	static String text(String text) {
		if (text == null || text.isEmpty()) {
			return "";
		}
		boolean control = "\t\r\n\0".indexOf(text.charAt(0)) >= 0;
		String visible = text.stripLeading();
		boolean formula = !visible.isEmpty() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(visible.charAt(0)) >= 0;
		return (control || formula) ? "'" + text : text;
	}

}
