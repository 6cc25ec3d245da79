package io.countersign.bench;

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

}
