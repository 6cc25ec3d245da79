package io.countersign.validation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.Level;

/**
 * A customer price sheet as read from its text: one line a product, which begins with or
 * holds its part number and, in this order, quantity, unit price and their product.
 */
final class PriceSheet {

	/** Document codes look alike but begin with {@code X} and two digits. */
	private static final Pattern PART = Pattern
		.compile("(?<![A-Z0-9-])(?!X\\d\\d)([A-Z0-9]{3}) ?- ?(\\d{5})(?![\\dA-Z-])");

	private static final Pattern FUTURE = Pattern.compile("(?i)Future Pric");

	private static final Pattern LEVEL_COLUMN = Pattern.compile("(?i)\\bLevel\\b");

	private static final Pattern LEVEL = Pattern.compile(" ([ABCD])(?= |$)");

	/** More products than any price sheet has; what is beyond is not compared. */
	private static final int MOST_PRODUCTS = 2000;

	/** More rows than one product needs: its months, its years, its countries. */
	private static final int MOST_ROWS_OF_A_PRODUCT = 100;

	/** A longer line is no row of a table. */
	private static final int LONGEST_ROW = 1000;

	private final Paper paper;

	private final Map<String, List<Row>> rows = new LinkedHashMap<>();

	private boolean complete = true;

	private PriceSheet(Paper paper) {
		this.paper = paper;
		boolean future = false;
		boolean levels = paper.has(LEVEL_COLUMN);
		for (int page = 1; page <= paper.pages().size(); page++) {
			for (String line : paper.pages().get(page - 1).split("\n")) {
				future = future || FUTURE.matcher(line).find();
				Matcher part = PART.matcher(line);
				if (line.length() <= LONGEST_ROW && part.find()) {
					keep(new Row(page, line, part.group(1) + "-" + part.group(2), future,
							levels ? line.substring(part.end()) : "", Numbers.in(line.substring(part.end()))));
				}
			}
		}
	}

	static PriceSheet of(Paper paper) {
		return new PriceSheet(paper);
	}

	Paper paper() {
		return this.paper;
	}

	/** The products' rows by part number, in their order. */
	Map<String, List<Row>> rows() {
		return this.rows;
	}

	/** Whether every row was kept. */
	boolean complete() {
		return this.complete;
	}

	private void keep(Row row) {
		List<Row> same = this.rows.get(row.partNumber());
		if (same == null && this.rows.size() < MOST_PRODUCTS) {
			this.rows.put(row.partNumber(), new ArrayList<>(List.of(row)));
		}
		else if (same != null && same.size() < MOST_ROWS_OF_A_PRODUCT) {
			same.add(row);
		}
		else {
			this.complete = false;
		}
	}

	/**
	 * One product's line.
	 *
	 * @param future whether it stands among the prices of later orders
	 * @param numbers the numbers behind the part number, each with what it may mean
	 */
	record Row(int page, String text, String partNumber, boolean future, String behind,
			List<List<BigDecimal>> numbers) {

		/** A quantity and a unit price as a row's arithmetic shows them. */
		record Priced(BigDecimal quantity, BigDecimal unitPrice) {
		}

		/**
		 * Quantity and price where three numbers in a row multiply: that they do is no
		 * chance.
		 */
		Optional<Priced> priced() {
			for (int i = 0; i + 2 < this.numbers.size(); i++) {
				for (BigDecimal quantity : this.numbers.get(i)) {
					for (BigDecimal price : this.numbers.get(i + 1)) {
						for (BigDecimal extended : this.numbers.get(i + 2)) {
							if (quantity.signum() > 0
									&& Numbers.same(cents(quantity.multiply(price)), cents(extended))) {
								return Optional.of(new Priced(quantity, price));
							}
						}
					}
				}
			}
			return Optional.empty();
		}

		/** Whether a number stands in the row. */
		boolean holds(BigDecimal number) {
			return this.numbers.stream()
				.anyMatch((meanings) -> meanings.stream().anyMatch((meaning) -> Numbers.same(meaning, number)));
		}

		/** The price level, on sheets that have a column for it. */
		Optional<Level> level() {
			Matcher level = LEVEL.matcher(this.behind);
			return level.find() ? Optional.of(Level.valueOf(level.group(1))) : Optional.empty();
		}

		private static BigDecimal cents(BigDecimal amount) {
			return amount.setScale(2, RoundingMode.HALF_UP);
		}

	}

}
