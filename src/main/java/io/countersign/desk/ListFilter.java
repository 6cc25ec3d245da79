package io.countersign.desk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.AgreementStatus.Stage;
import io.countersign.agreement.AgreementViews;
import io.countersign.kernel.Refusal;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * What the list is asked for. The address of the page carries it, so that a list can be
 * kept as a bookmark and sent to a colleague.
 *
 * @param status any where {@code null}
 * @param stage any where {@code null}
 * @param reseller the reseller's code; any where {@code null}
 * @param q text looked for; {@code null} where none
 * @param sort a column's key, with a leading {@code -} for descending; never {@code null}
 * @param page counted from 0
 */
record ListFilter(AgreementStatus status, Stage stage, String reseller, String q, String sort, int page) {

	private static final String NEWEST_FIRST = "-received";

	private static final Set<String> COLUMNS = Set.of("received", "value", "due", "customer", "reference");

	private static final int LONGEST_TEXT = 100;

	/** Reaches as far as 200,000 agreements; further away nobody turns pages. */
	private static final int LAST_PAGE = 4000;

	/**
	 * Reads the parameters of an address.
	 * @throws Refusal if one of them means nothing
	 */
	static ListFilter of(String status, String stage, String reseller, String q, String sort, String page) {
		return new ListFilter(constant(AgreementStatus.class, "status", status), constant(Stage.class, "stage", stage),
				text("reseller", reseller), text("q", q), sort(sort), page(page));
	}

	private static <E extends Enum<E>> E constant(Class<E> type, String name, String value) {
		if (value == null || value.isBlank()) {
			return null;
		}
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(value.strip().toUpperCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> malformed("There is no such " + name + ". There are: "
					+ Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", ")) + "."));
	}

	private static String text(String name, String value) {
		if (value == null || value.isBlank()) {
			return null;
		}
		String text = value.strip();
		if (text.length() > LONGEST_TEXT) {
			throw malformed("'" + name + "' may have at most " + LONGEST_TEXT + " characters.");
		}
		if (text.chars().anyMatch(Character::isISOControl)) {
			throw malformed("'" + name + "' may not hold control characters.");
		}
		return text;
	}

	private static String sort(String sort) {
		if (sort == null || sort.isBlank()) {
			return NEWEST_FIRST;
		}
		if (!COLUMNS.contains(column(sort))) {
			throw malformed("The list can be sorted by " + COLUMNS.stream().sorted().collect(Collectors.joining(", "))
					+ "; a leading '-' sorts downwards.");
		}
		return sort;
	}

	private static int page(String page) {
		if (page == null || page.isBlank()) {
			return 0;
		}
		try {
			int number = Integer.parseInt(page.strip());
			if (number >= 0 && number <= LAST_PAGE) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Falls through to the refusal, which says more than the parser does.
		}
		throw malformed("'page' is a number from 0 to " + LAST_PAGE + ".");
	}

	private static Refusal malformed(String message) {
		return new Refusal(Refusal.Kind.MALFORMED, "list-filter-invalid", message);
	}

	private static String column(String sort) {
		return sort.startsWith("-") ? sort.substring(1) : sort;
	}

	AgreementViews.Search search(int size) {
		return search(this.page, size);
	}

	AgreementViews.Search search(int page, int size) {
		return new AgreementViews.Search((this.status != null) ? this.status.name() : null,
				(this.stage != null) ? this.stage.name() : null, this.reseller, this.q, this.sort, page, size);
	}

	/** Whether anything narrows the list. */
	public boolean narrows() {
		return this.status != null || this.stage != null || this.reseller != null || this.q != null;
	}

	public String address() {
		return address("/desk/agreements", this.sort, this.page);
	}

	public String csv() {
		return address("/desk/agreements.csv", this.sort, 0);
	}

	/** The same list on another page. */
	public String onPage(int other) {
		return address("/desk/agreements", this.sort, other);
	}

	/** The same list sorted by a column; by the column it is sorted by, the other way. */
	public String sortedBy(String column) {
		return address("/desk/agreements", this.sort.equals(column) ? "-" + column : column, 0);
	}

	/**
	 * The value of {@code aria-sort} for a column; {@code null} where it is not sorted.
	 */
	public String direction(String column) {
		if (!column(this.sort).equals(column)) {
			return null;
		}
		return this.sort.startsWith("-") ? "descending" : "ascending";
	}

	private String address(String path, String sort, int page) {
		UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
		List<Object> values = new ArrayList<>();
		add(address, values, "status", this.status);
		add(address, values, "stage", this.stage);
		add(address, values, "reseller", this.reseller);
		add(address, values, "q", this.q);
		add(address, values, "sort", sort.equals(NEWEST_FIRST) ? null : sort);
		add(address, values, "page", (page > 0) ? page : null);
		return address.encode().buildAndExpand(values.toArray()).toUriString();
	}

	/** As a variable, so that every reserved character of a value is encoded. */
	private static void add(UriComponentsBuilder address, List<Object> values, String name, Object value) {
		if (value != null) {
			address.queryParam(name, "{" + name + "}");
			values.add(value);
		}
	}

}
