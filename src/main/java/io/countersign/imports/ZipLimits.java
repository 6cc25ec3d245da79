package io.countersign.imports;

/**
 * Bounds of a ZIP from outside.
 *
 * @param entries most entries
 * @param entrySize most bytes of an entry, inflated
 * @param totalSize most bytes of all entries together, inflated
 * @param ratio how many times larger than packed an entry may be, once it exceeds
 * {@link #FREE_OF_RATIO}
 */
record ZipLimits(int entries, long entrySize, long totalSize, int ratio) {

	/** Small texts pack well and harm nobody. */
	static final long FREE_OF_RATIO = 1024 * 1024;

}
