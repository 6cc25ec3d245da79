/**
 * The database: a real PostgreSQL that the application brings along where none is
 * configured, and the part of the schema that belongs to nobody else, the engine's.
 * <p>
 * Uses the kernel only; the other modules meet it as a {@code DataSource}.
 */
@org.springframework.modulith.ApplicationModule(displayName = "PostgreSQL", allowedDependencies = "kernel")
package io.countersign.postgres;
