/**
 * The database: a real PostgreSQL that the application brings along where none is
 * configured, and the part of the schema that belongs to nobody else, the engine's.
 * <p>
 * Uses nothing of the other modules; they meet it only as a {@code DataSource}.
 */
@org.springframework.modulith.ApplicationModule(displayName = "PostgreSQL", allowedDependencies = {})
package io.countersign.postgres;
