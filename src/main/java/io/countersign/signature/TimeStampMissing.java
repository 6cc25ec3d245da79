package io.countersign.signature;

import eu.europa.esig.dss.model.DSSException;

/**
 * No time stamp can be had at the moment. A type that the signature library lets pass.
 */
final class TimeStampMissing extends DSSException {

	TimeStampMissing(String problem, Throwable cause) {
		super(problem, cause);
	}

}
