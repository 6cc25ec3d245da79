package io.countersign.document;

import java.util.List;

/**
 * Judges the digital signatures that received PDFs carry: offline, within the guard's
 * bounds of time, against the issuers that the installation trusts.
 */
public interface DocumentSignatures {

	/**
	 * Judges every signature of a PDF that passed the guard.
	 * @return one entry for each signature, and one more where fewer could be read than
	 * the form has fields; empty where there is none. Never throws for what is in the
	 * file
	 */
	List<DocumentSignature> judge(GuardedPdf pdf);

}
