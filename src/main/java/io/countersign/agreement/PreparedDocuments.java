package io.countersign.agreement;

import java.util.List;

import io.countersign.document.DocumentStore;

/**
 * Documents that a preparation made of a submission. They are stored together with those
 * that were received, in one statement.
 */
public record PreparedDocuments(List<DocumentStore.Content> contents) {
}
