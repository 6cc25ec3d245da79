package io.countersign.engine;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.countersign.kernel.Sha256;

/**
 * What is deployed together and gets one version: a process with its forms and decision
 * tables, or the decision tables of a folder without a process.
 *
 * @param name the process id or the folder's name
 * @param resources contents by stable name, for instance
 * {@code processes/agreement/agreement-execution.bpmn}
 */
record ModelBundle(String name, SortedMap<String, byte[]> resources) {

	ModelBundle(String name, Map<String, byte[]> resources) {
		this(name, new TreeMap<>(resources));
	}

	/** The same for the same names and contents. */
	String contentHash() {
		StringBuilder contents = new StringBuilder();
		this.resources
			.forEach((name, content) -> contents.append(name).append(' ').append(Sha256.of(content)).append('\n'));
		return Sha256.of(contents.toString());
	}

}
