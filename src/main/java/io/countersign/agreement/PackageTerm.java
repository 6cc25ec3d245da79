package io.countersign.agreement;

/**
 * A term of a package that somebody has to approve before the package is signed.
 *
 * @param index place in the list of its source in the facts, counted from 0
 * @param request the request for special terms that the package names for it, in this
 * desk's own form; {@code null} where it names none
 */
public record PackageTerm(Source source, int index, AskedTerm asked, String request) {

	/** Where in the facts a term stands. */
	public enum Source {

		/** In the list {@code amendments}. */
		AMENDMENT,
		/** In the list {@code exceptions}: an exception from policy that is claimed. */
		EXCEPTION

	}

	/** Where the facts ask for it, as a JSON pointer. */
	public String path() {
		return ((this.source == Source.AMENDMENT) ? "/amendments/" : "/exceptions/") + this.index;
	}

	/** Where the facts name its request, as a JSON pointer. */
	public String requestPath() {
		return path() + ((this.source == Source.AMENDMENT) ? "/approval" : "/reference");
	}

}
