package io.countersign.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;

import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Creates the engine's tables in schema {@code public} from the scripts that the engine
 * ships, so that one history tells how the whole database came about and the application
 * needs no right to change tables while it runs.
 */
@Component
class V001__EngineSchema extends BaseJavaMigration {

	private static final List<String> PARTS = List.of("engine", "history", "identity", "case.engine", "case.history",
			"decision.engine", "decision.history");

	@Override
	public void migrate(Context context) throws Exception {
		try (Statement statement = context.getConnection().createStatement()) {
			statement.execute("set local search_path to public");
			for (String part : PARTS) {
				statement.execute(script(part));
			}
			statement.execute("set local search_path to countersign, public");
		}
	}

	private static String script(String part) throws IOException {
		return new ClassPathResource("org/camunda/bpm/engine/db/create/activiti.postgres.create." + part + ".sql")
			.getContentAsString(StandardCharsets.UTF_8);
	}

}
