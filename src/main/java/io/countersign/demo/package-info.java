/**
 * The sample agreements of a local start: real packages sent through the real API, as the
 * two demo resellers would. Uses nothing but that API.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Demo", allowedDependencies = {})
package io.countersign.demo;
