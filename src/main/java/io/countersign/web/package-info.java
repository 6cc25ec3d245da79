/**
 * The HTTP edge that every capability shares: problem documents (RFC 9457), limits, the
 * API description.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Web", allowedDependencies = "kernel")
package io.countersign.web;
