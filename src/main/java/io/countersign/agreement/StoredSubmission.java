package io.countersign.agreement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage.DocumentType;

/**
 * A submission as it is kept.
 *
 * @param receivedFrom code of the reseller whose package it is
 * @param preparedBy who put it together: that reseller, or a person of the desk
 */
public record StoredSubmission(String reference, int number, String receivedFrom, String preparedBy, Instant receivedAt,
		String contentHash, AgreementPackage facts, List<StoredDocument> documents) {

	/**
	 * A document of the submission; {@code role} is {@code RECEIVED} or
	 * {@code COUNTERSIGNED}.
	 */
	public record StoredDocument(String sha256, DocumentType type, String code, String fileName, String role) {
	}

	/** The first received document of a type. */
	public Optional<StoredDocument> document(DocumentType type) {
		return this.documents.stream()
			.filter((document) -> document.type() == type && document.role().equals("RECEIVED"))
			.findFirst();
	}

}
