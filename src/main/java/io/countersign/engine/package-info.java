/**
 * The one seam to Camunda: starting, telling and deciding; typed answers of user tasks;
 * the engine's configuration and its hardening; the deployer of the models.
 * <p>
 * Uses the kernel only. Outside this package and the {@code …Tasks} classes of the
 * capabilities nothing imports {@code org.camunda}, so that a move to a maintained fork
 * is a rename.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Engine", allowedDependencies = "kernel")
package io.countersign.engine;
