/**
 * Documents: content-addressed storage, the guard that opens untrusted PDFs within
 * bounds, pictures of their pages, the digital signatures they carry. Knows nothing of
 * agreements.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Document", allowedDependencies = "kernel")
package io.countersign.document;
