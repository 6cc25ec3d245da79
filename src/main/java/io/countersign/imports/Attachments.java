package io.countersign.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.kernel.Sha256;

/**
 * The documents beside a table: a ZIP with {@code <packageId>/<fileName>}, or
 * {@code <fileName>} where only one row lists that name, or {@code _shared/<fileName>}
 * for what belongs to every row that lists it.
 */
final class Attachments {

	/** No package can be called so. */
	private static final String SHARED = "_shared/";

	private static final int MOST_PROBLEMS = 200;

	private final Map<String, String> hashes = new LinkedHashMap<>();

	private final Map<String, byte[]> contents = new HashMap<>();

	private final Set<String> unused = new LinkedHashSet<>();

	/** None. */
	Attachments() {
	}

	/**
	 * Opens a ZIP.
	 * @throws Refusal if it is not fit to be opened
	 */
	Attachments(byte[] zip, ZipLimits limits) {
		try (GuardedZip guarded = GuardedZip.open("documents", zip, limits)) {
			for (String name : guarded.names()) {
				if (isLitter(name)) {
					continue;
				}
				byte[] content = guarded.read(name);
				String sha256 = Sha256.of(content);
				this.hashes.put(name, sha256);
				this.contents.put(sha256, content);
				this.unused.add(name);
			}
		}
	}

	/** What operating systems add on their own. */
	private static boolean isLitter(String name) {
		return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store") || name.endsWith("Thumbs.db");
	}

	/** The documents' bytes by SHA-256; once they are assigned, only those of rows. */
	Map<String, byte[]> contents() {
		return this.contents;
	}

	/**
	 * Gives each row its documents.
	 * @param rows the facts of the rows
	 * @return for each row SHA-256 by file name; what a row lists and the ZIP does not
	 * hold is left out
	 * @throws Refusal if a document belongs to no row, or to nobody knows which
	 */
	List<Map<String, String>> assign(List<JsonNode> rows) {
		Map<String, Integer> listedBy = new HashMap<>();
		rows.forEach((row) -> names(row).forEach((name) -> listedBy.merge(name, 1, Integer::sum)));
		List<Map<String, String>> assigned = new ArrayList<>();
		Set<String> ambiguous = new LinkedHashSet<>();
		for (JsonNode row : rows) {
			Map<String, String> documents = new LinkedHashMap<>();
			String folder = row.path("packageId").asText() + "/";
			for (String name : names(row)) {
				if (take(folder + name, name, documents) || take(SHARED + name, name, documents)) {
					continue;
				}
				if (this.hashes.containsKey(name) && listedBy.get(name) > 1) {
					ambiguous.add(name);
				}
				else {
					take(name, name, documents);
				}
			}
			assigned.add(documents);
		}
		refuse(ambiguous, "document-ambiguous",
				"Several rows list '%s'. Put it into a folder with the package's id, or into '_shared' if it belongs to all of them.");
		refuse(strays(rows), "document-not-listed",
				"'%s' is in the ZIP but no row lists it. List it in documents[1].fileName of its row, or take it out of the ZIP.");
		this.contents.keySet()
			.retainAll(assigned.stream().flatMap((documents) -> documents.values().stream()).toList());
		return assigned;
	}

	/**
	 * Documents that no row lists; whole folders of packages that are not in the table
	 * are left alone, so that rows that were mended can be sent with the ZIP they came
	 * with.
	 */
	private Set<String> strays(List<JsonNode> rows) {
		Set<String> packages = new HashSet<>();
		rows.forEach((row) -> packages.add(row.path("packageId").asText()));
		Set<String> strays = new LinkedHashSet<>(this.unused);
		strays.removeIf((name) -> name.indexOf('/') > 0 && !name.startsWith(SHARED)
				&& !packages.contains(name.substring(0, name.indexOf('/'))));
		return strays;
	}

	private boolean take(String path, String name, Map<String, String> documents) {
		String sha256 = this.hashes.get(path);
		if (sha256 == null) {
			return false;
		}
		documents.put(name, sha256);
		this.unused.remove(path);
		return true;
	}

	private static Set<String> names(JsonNode row) {
		Set<String> names = new LinkedHashSet<>();
		row.path("documents").forEach((document) -> {
			if (document.path("fileName").isTextual()) {
				names.add(document.path("fileName").asText());
			}
		});
		return names;
	}

	private static void refuse(Set<String> names, String code, String message) {
		if (names.isEmpty()) {
			return;
		}
		List<Problem> problems = names.stream()
			.limit(MOST_PROBLEMS)
			.map((name) -> new Problem("documents", code, message.formatted(Foreign.shortened(name))))
			.toList();
		throw new Refusal(Kind.UNACCEPTABLE, code, (names.size() == 1) ? problems.get(0).message()
				: "%d documents: %s".formatted(names.size(), problems.get(0).message()), problems);
	}

}
