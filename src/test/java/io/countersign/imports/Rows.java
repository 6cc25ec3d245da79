package io.countersign.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.Packages;
import io.countersign.agreement.Papers;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Files of packages for tests: one row for each, a column for each value that occurs. */
public final class Rows {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final List<Map<String, String>> rows = new ArrayList<>();

	private final Map<String, byte[]> documents = new LinkedHashMap<>();

	private Rows() {
	}

	public static Rows of(Packages... packages) {
		return of(List.of(packages));
	}

	public static Rows of(List<Packages> packages) {
		Rows made = new Rows();
		packages.forEach(made::add);
		return made;
	}

	/** As many clean packages, with ids of their own. */
	public static Rows ofClean(int count) {
		return of(IntStream.rangeClosed(1, count).mapToObj((i) -> clean("LOAD-%05d".formatted(i))).toList());
	}

	/** Rows given by their cells. */
	static Rows ofCells(List<Map<String, String>> cells) {
		Rows made = new Rows();
		made.rows.addAll(cells);
		return made;
	}

	/** A clean package with an id of its own. */
	public static Packages clean(String id) {
		return Packages.clean()
			.id(id)
			.purchaseOrder("PO-" + id)
			.customer("Contoso GmbH", "DE")
			.value("60000.00", "EUR");
	}

	private void add(Packages packages) {
		and(packages, Papers.of(packages));
	}

	/** Adds a row with documents by file name. */
	public Rows and(Packages packages, Map<String, byte[]> pdfs) {
		try {
			Map<String, String> row = new LinkedHashMap<>();
			JsonNode facts = JSON.readTree(packages.json());
			flatten("", facts, row);
			this.rows.add(row);
			String folder = facts.path("packageId").asText() + "/";
			pdfs.forEach((name, pdf) -> this.documents.put(folder + name, pdf));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void flatten(String path, JsonNode node, Map<String, String> row) {
		if (node.isObject()) {
			node.properties()
				.forEach((field) -> flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
						field.getValue(), row));
		}
		else if (node.isArray()) {
			for (int i = 0; i < node.size(); i++) {
				flatten(path + "[" + (i + 1) + "]", node.get(i), row);
			}
		}
		else {
			row.put(path, node.asText());
		}
	}

	/** Changes a cell; rows are counted from 0 here. */
	public Rows with(int row, String column, String value) {
		this.rows.get(row).put(column, value);
		return this;
	}

	/** The same rows, with their columns the other way round. */
	Rows turned() {
		Rows turned = new Rows();
		List<String> header = new ArrayList<>(header());
		Collections.reverse(header);
		this.rows.forEach((row) -> {
			Map<String, String> cells = new LinkedHashMap<>();
			header.stream().filter(row::containsKey).forEach((column) -> cells.put(column, row.get(column)));
			turned.rows.add(cells);
		});
		turned.documents.putAll(this.documents);
		return turned;
	}

	List<String> header() {
		Set<String> header = new LinkedHashSet<>();
		this.rows.forEach((row) -> header.addAll(row.keySet()));
		return List.copyOf(header);
	}

	/** The header and the rows, as texts. */
	public List<List<String>> table() {
		List<String> header = header();
		List<List<String>> table = new ArrayList<>();
		table.add(header);
		this.rows.forEach((row) -> table.add(header.stream().map((column) -> row.getOrDefault(column, "")).toList()));
		return table;
	}

	public byte[] csv() {
		return csv(",");
	}

	byte[] csv(String separator) {
		return table().stream()
			.map((row) -> row.stream()
				.map((cell) -> "\"" + cell.replace("\"", "\"\"") + "\"")
				.collect(Collectors.joining(separator)))
			.collect(Collectors.joining("\r\n"))
			.getBytes(StandardCharsets.UTF_8);
	}

	public byte[] xlsx() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Workbook workbook = new Workbook(out, "Test", "1.0")) {
			Worksheet sheet = workbook.newWorksheet("Packages");
			List<List<String>> table = table();
			for (int row = 0; row < table.size(); row++) {
				for (int column = 0; column < table.get(row).size(); column++) {
					String cell = table.get(row).get(column);
					if (!cell.isEmpty()) {
						sheet.value(row, column, cell);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	/** The documents of all rows, in a folder for each. */
	public byte[] zip() {
		return zip(this.documents);
	}

	/**
	 * The documents of all rows, with some files shared by all of them.
	 * @param shared names of the files that the first row's stand for all
	 */
	public byte[] zip(Set<String> shared) {
		Map<String, byte[]> files = new LinkedHashMap<>();
		this.documents.forEach((path, pdf) -> {
			String name = path.substring(path.indexOf('/') + 1);
			if (shared.contains(name)) {
				files.putIfAbsent("_shared/" + name, pdf);
			}
			else {
				files.put(path, pdf);
			}
		});
		return zip(files);
	}

	Map<String, byte[]> documents() {
		return this.documents;
	}

	static byte[] zip(Map<String, byte[]> files) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (Map.Entry<String, byte[]> file : files.entrySet()) {
				ZipEntry entry = new ZipEntry(file.getKey());
				// The same files make the same ZIP, whenever it is made.
				entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
				zip.putNextEntry(entry);
				zip.write(file.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

}
