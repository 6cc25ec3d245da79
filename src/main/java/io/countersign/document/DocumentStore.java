package io.countersign.document;

import java.util.Collection;
import java.util.Optional;

/**
 * Keeps documents under the hash of their bytes. Storing the same bytes twice keeps one
 * copy.
 */
public interface DocumentStore {

	/**
	 * Bytes to keep.
	 *
	 * @param sha256 their address
	 * @param pages number of pages
	 */
	record Content(String sha256, byte[] bytes, int pages) {
	}

	/** Stores in the caller's transaction, in one round trip for all that is new. */
	void store(Collection<Content> contents);

	/** The document at an address; empty where there is none. */
	Optional<Content> find(String sha256);

	/**
	 * A page as a PNG picture, rendered within the guard's bounds.
	 * @param page counted from 1
	 * @return empty where there is no such document or page
	 */
	Optional<byte[]> page(String sha256, int page);

}
