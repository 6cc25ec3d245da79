package io.countersign.imports;

import java.util.Arrays;
import java.util.Locale;

import io.countersign.kernel.Refusal;

/** What the rows of a file are. */
public enum ImportKind {

	/** Packages, taken in as if each had been submitted alone. */
	PACKAGES,
	/** Agreements in force that were executed elsewhere; recorded, not executed. */
	RUNNING;

	/** The kind as it is written in addresses. */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Reads a code.
	 * @throws Refusal if there is no such kind
	 */
	public static ImportKind of(String code) {
		return Arrays.stream(values())
			.filter((kind) -> kind.code().equals(code))
			.findFirst()
			.orElseThrow(
					() -> new Refusal(Refusal.Kind.MALFORMED, "kind-unknown", "'kind' is 'packages' or 'running'."));
	}

}
