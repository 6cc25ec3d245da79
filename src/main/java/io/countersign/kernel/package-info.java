/**
 * The words everyone uses: agreement numbers, money, fiscal periods, business events,
 * refusals.
 * <p>
 * Plain Java: neither Spring nor Camunda, so that every other module may use it and a
 * test of it needs nothing.
 */
@org.springframework.modulith.ApplicationModule(displayName = "Kernel",
		type = org.springframework.modulith.ApplicationModule.Type.OPEN, allowedDependencies = {})
package io.countersign.kernel;
