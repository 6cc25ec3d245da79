/**
 * The simulated Regional Operations Center: an outside system with its own application
 * context, its own port and its own books, started beside Countersign in the
 * {@code local} profile or alone by {@code java -jar countersign.jar rocsim}.
 * <p>
 * Shares no code with {@code roc}: what joins them is {@code docs/roc-openapi.yaml}.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Simulated ROC", allowedDependencies = "kernel")
package io.countersign.rocsim;
