package io.countersign.bench;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.Api.Part;

/** Packages that differ in nothing but their number. */
final class Packages {

	private static final ObjectMapper JSON = new ObjectMapper();

	private Packages() {
	}

	static Part withId(Part facts, String id) throws Exception {
		ObjectNode changed = (ObjectNode) JSON.readTree(facts.bytes());
		return Part.facts(JSON.writeValueAsBytes(changed.put("packageId", id)));
	}

	static List<Part> withId(List<Part> sample, String id) throws Exception {
		List<Part> parts = new ArrayList<>(sample);
		parts.set(0, withId(sample.get(0), id));
		return parts;
	}

}
