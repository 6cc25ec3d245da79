package io.countersign.agreement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.agreement.SubmissionComparison.Change;
import io.countersign.agreement.SubmissionComparison.Kind;

/**
 * Compares a submission with the one before it. Lists are compared by what their entries
 * are (a line by its part number, a signer by the party), not by their place: whoever
 * takes the first line away has changed one line, not all of them.
 */
final class Lineage {

	private static final int MOST_CHANGES = 200;

	private static final int LONGEST_VALUE = 300;

	/** What tells the entries of a list apart, by the list's name. */
	private static final Map<String, List<String>> NAMES = Map.of("lines", List.of("partNumber"), "documents",
			List.of("type", "code"), "signers", List.of("party"), "amendments", List.of("id"), "priorEnrolments",
			List.of("number"), "contacts", List.of("role"), "priceLevels", List.of("pool"), "serverComponents",
			List.of("component"), "exceptions", List.of("kind"));

	private static final Comparator<Finding> GRAVEST_FIRST = Comparator.comparing(Finding::severity);

	/** One side of a comparison. */
	record Version(int number, JsonNode facts, List<Document> documents, List<Finding> findings) {
	}

	/** A received document by its file name, type, code and SHA-256. */
	record Document(String fileName, String type, String code, String sha256) {
	}

	/** A finding with what it is recognised by. */
	private record Found(Finding finding, Identity identity) {
	}

	/** A fact: where it stands, and its value as text. */
	private record Fact(String pointer, String value) {
	}

	/**
	 * What makes two findings of two submissions the same.
	 *
	 * @param where the document by type and code, and the place in the facts by the names
	 * of its entries: file names and list places change with a correction
	 * @param what the message without the values it quotes: a number that is still wrong
	 * in another way is the same defect
	 */
	record Identity(String code, String where, String what) {

		static Identity of(Finding finding, JsonNode facts) {
			String document = (finding.document() != null) ? document(finding.document(), facts) : "";
			String place = (finding.path() != null) ? named(finding.path(), facts) : "";
			return new Identity(finding.code(), document + "#" + place, skeleton(finding));
		}

		private static String document(String fileName, JsonNode facts) {
			for (JsonNode entry : facts.path("documents")) {
				if (entry.path("fileName").asText().equals(fileName)) {
					return entry.path("type").asText() + " " + entry.path("code").asText("");
				}
			}
			return fileName;
		}

		private static String skeleton(Finding finding) {
			String text = finding.message();
			for (String quoted : new String[] { finding.value(), finding.expected(), finding.document() }) {
				if (quoted != null && !quoted.isBlank()) {
					text = text.replaceAll("(?<![\\p{L}\\d])" + Pattern.quote(quoted) + "(?![\\p{L}\\d])", "…");
				}
			}
			return text.replaceAll("'[^']*'|\"[^\"]*\"", "…").replaceAll("\\d+", "0");
		}

	}

	private Lineage() {
	}

	static SubmissionComparison compare(Version before, Version now) {
		List<Found> left = found(before);
		List<Found> appeared = found(now);
		List<Found> remaining = new ArrayList<>();
		// Among several of one identity the very same sentence goes first.
		match(left, appeared, remaining, (former, present) -> former.identity().equals(present.identity())
				&& former.finding().message().equals(present.finding().message()));
		match(left, appeared, remaining, (former, present) -> former.identity().equals(present.identity()));
		List<Change> changes = new ArrayList<>(documents(before, now));
		changes.addAll(facts(before.facts(), now.facts()));
		int listed = Math.min(changes.size(), MOST_CHANGES);
		return new SubmissionComparison(before.number(), sorted(left), sorted(remaining), sorted(appeared),
				changes.subList(0, listed), changes.size() - listed);
	}

	private static List<Found> found(Version version) {
		return version.findings()
			.stream()
			.map((finding) -> new Found(finding, Identity.of(finding, version.facts())))
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private static void match(List<Found> left, List<Found> appeared, List<Found> remaining,
			BiPredicate<Found, Found> same) {
		for (Found present : List.copyOf(appeared)) {
			left.stream().filter((former) -> same.test(former, present)).findFirst().ifPresent((former) -> {
				// One of each: equal findings may stand in a list twice.
				left.remove(former);
				appeared.remove(present);
				remaining.add(present);
			});
		}
	}

	private static List<Finding> sorted(List<Found> found) {
		return found.stream().map(Found::finding).sorted(GRAVEST_FIRST).toList();
	}

	private static List<Change> documents(Version before, Version now) {
		List<Document> gone = new ArrayList<>(before.documents());
		List<Document> come = new ArrayList<>(now.documents());
		List<Change> changes = new ArrayList<>();
		for (Document present : List.copyOf(come)) {
			gone.stream().filter((former) -> former.sha256().equals(present.sha256())).findFirst().ifPresent((same) -> {
				gone.remove(same);
				come.remove(present);
			});
		}
		replaced(gone, come, changes, now.facts(), (former, present) -> former.type().equals(present.type())
				&& Objects.equals(former.code(), present.code()));
		replaced(gone, come, changes, now.facts(), (former, present) -> former.type().equals(present.type()));
		come.forEach((document) -> changes
			.add(new Change(Kind.ADDED, place(document, now.facts()), document.fileName(), null, document.sha256())));
		gone.forEach((document) -> changes.add(new Change(Kind.REMOVED, place(document, before.facts()),
				document.fileName(), document.sha256(), null)));
		return changes;
	}

	private static void replaced(List<Document> gone, List<Document> come, List<Change> changes, JsonNode facts,
			BiPredicate<Document, Document> same) {
		for (Document present : List.copyOf(come)) {
			gone.stream().filter((former) -> same.test(former, present)).findFirst().ifPresent((former) -> {
				gone.remove(former);
				come.remove(present);
				changes.add(new Change(Kind.CHANGED, place(present, facts), present.fileName(), former.sha256(),
						present.sha256()));
			});
		}
	}

	private static String place(Document document, JsonNode facts) {
		JsonNode entries = facts.path("documents");
		for (int i = 0; i < entries.size(); i++) {
			if (entries.get(i).path("fileName").asText().equals(document.fileName())) {
				return "/documents/" + i;
			}
		}
		return null;
	}

	private static List<Change> facts(JsonNode before, JsonNode now) {
		Map<String, Fact> was = new LinkedHashMap<>();
		Map<String, Fact> is = new LinkedHashMap<>();
		flatten(before, "", "", was);
		flatten(now, "", "", is);
		List<Change> changes = new ArrayList<>();
		is.forEach((name, fact) -> {
			Fact former = was.get(name);
			if (former == null) {
				changes.add(new Change(Kind.ADDED, fact.pointer(), null, null, fact.value()));
			}
			else if (!former.value().equals(fact.value())) {
				changes.add(new Change(Kind.CHANGED, fact.pointer(), null, former.value(), fact.value()));
			}
		});
		Set<String> kept = new HashSet<>(is.keySet());
		was.forEach((name, fact) -> {
			if (!kept.contains(name)) {
				changes.add(new Change(Kind.REMOVED, fact.pointer(), null, fact.value(), null));
			}
		});
		return changes;
	}

	/** Documents are compared by their bytes, not by how they are listed. */
	private static void flatten(JsonNode node, String name, String pointer, Map<String, Fact> facts) {
		if (node.isObject()) {
			node.properties().forEach((property) -> {
				if (!(pointer.isEmpty() && property.getKey().equals("documents"))) {
					flatten(property.getValue(), name + "/" + property.getKey(), pointer + "/" + property.getKey(),
							facts);
				}
			});
		}
		else if (node.isArray()) {
			List<String> names = names(pointer.substring(pointer.lastIndexOf('/') + 1), node);
			for (int i = 0; i < node.size(); i++) {
				flatten(node.get(i), name + "/" + names.get(i), pointer + "/" + i, facts);
			}
		}
		else {
			facts.put(name, new Fact(pointer, shortened(node.asText())));
		}
	}

	private static String shortened(String text) {
		return (text.length() > LONGEST_VALUE) ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
	}

	/** A JSON pointer with the names of list entries in place of their numbers. */
	private static String named(String pointer, JsonNode facts) {
		StringBuilder name = new StringBuilder();
		JsonNode node = facts;
		String list = "";
		for (String step : pointer.substring(pointer.startsWith("/") ? 1 : 0).split("/")) {
			if (node.isArray() && step.matches("\\d{1,9}") && Integer.parseInt(step) < node.size()) {
				int index = Integer.parseInt(step);
				name.append('/').append(names(list, node).get(index));
				node = node.get(index);
			}
			else {
				name.append('/').append(step);
				node = node.path(step);
			}
			list = step;
		}
		return name.toString();
	}

	/**
	 * A name for each entry of a list; the second of one name is told apart by number.
	 */
	private static List<String> names(String list, JsonNode entries) {
		List<String> fields = NAMES.getOrDefault(list, List.of());
		Map<String, Integer> seen = new HashMap<>();
		List<String> names = new ArrayList<>();
		for (JsonNode entry : entries) {
			String name = fields.stream().map((field) -> entry.path(field).asText("")).collect(Collectors.joining(" "));
			names.add("[" + name + "]" + seen.merge(name, 1, Integer::sum));
		}
		return names;
	}

}
