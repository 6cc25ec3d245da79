/**
 * The one seam to Camunda: starting, telling and deciding; typed answers of user tasks;
 * the engine's configuration and its hardening; the deployer of the models.
 * <p>
 * Uses the kernel only. Besides this package and the {@code …Tasks} classes of the
 * capabilities only {@code identity} imports {@code org.camunda.bpm}, for users, groups
 * and the login of the web applications, so that a move to a maintained fork is a rename.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Engine", allowedDependencies = "kernel")
package io.countersign.engine;
