package io.countersign.agreement;

import io.countersign.kernel.Refusal;

/**
 * Bytes as facts of a package: refused, or read to facts that can be written and read
 * again.
 */
public final class PackageFuzz {

	private static final PackageReader READER = new PackageReader();

	private PackageFuzz() {
	}

	public static void take(byte[] input) {
		AgreementPackage facts;
		try {
			facts = READER.read(input);
		}
		catch (Refusal refusal) {
			return;
		}
		String canonical = READER.canonical(facts);
		if (!canonical.equals(READER.canonical(READER.stored(canonical)))) {
			throw new AssertionError("Facts change when they are stored: " + canonical);
		}
		READER.factsHash(facts);
	}

}
