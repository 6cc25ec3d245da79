package io.countersign;

import java.util.Map;

/**
 * A database and the two roles that know it.
 *
 * @param url of JDBC
 * @param username the application's role
 * @param password of that role
 * @param owner the role that migrates
 * @param ownerPassword of that role
 */
public record DatabaseAccess(String url, String username, String password, String owner, String ownerPassword) {

	/** The application's settings, by environment variable. */
	Map<String, String> environment() {
		return Map.of("SPRING_DATASOURCE_URL", this.url, "SPRING_DATASOURCE_USERNAME", this.username,
				"SPRING_DATASOURCE_PASSWORD", this.password, "SPRING_FLYWAY_USER", this.owner, "SPRING_FLYWAY_PASSWORD",
				this.ownerPassword);
	}

}
