package io.countersign.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the embedded PostgreSQL and configures it as the datasource where none is
 * configured. Does so before the application context exists, and stops it after the last
 * context is closed, so that nothing in the application ever meets a database that is not
 * there.
 */
class EmbeddedPostgresEnvironment implements EnvironmentPostProcessor, Ordered {

	/**
	 * The only application that has a database; the simulated ROC in the same jar has
	 * none.
	 */
	private static final String APPLICATION = "io.countersign.CountersignApplication";

	private static final String URL = "spring.datasource.url";

	private static final Map<Path, EmbeddedPostgres> RUNNING = new HashMap<>();

	private final DeferredLogFactory logs;

	EmbeddedPostgresEnvironment(DeferredLogFactory logs) {
		this.logs = logs;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 10;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!isCountersign(application)) {
			return;
		}
		if (environment.containsProperty(URL)) {
			LocalByDefault.refuseWithForeignDatabase(environment);
			return;
		}
		Path folder = Path.of(environment.getProperty("countersign.data", "data")).resolve("postgres");
		Map<String, String> settings = Binder.get(environment)
			.bind("countersign.postgres.settings", Bindable.mapOf(String.class, String.class))
			.orElse(Map.of());
		EmbeddedPostgres server = server(folder, settings);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("embeddedPostgres",
					Map.of(URL, server.url(), "spring.datasource.username", server.username(),
							"spring.datasource.password", server.password(), "spring.flyway.user", server.owner(),
							"spring.flyway.password", server.ownerPassword())));
	}

	private static boolean isCountersign(SpringApplication application) {
		return application.getAllSources()
			.stream()
			.anyMatch((source) -> source instanceof Class<?> type && type.getName().equals(APPLICATION));
	}

	private EmbeddedPostgres server(Path folder, Map<String, String> settings) {
		synchronized (RUNNING) {
			return RUNNING.computeIfAbsent(folder.toAbsolutePath().normalize(), (key) -> {
				try {
					EmbeddedPostgres server = EmbeddedPostgres.start(key, settings, this.logs);
					SpringApplication.getShutdownHandlers().add(server::close);
					return server;
				}
				catch (IOException ex) {
					throw new StartRefused("PostgreSQL could not be started in " + key + ": " + ex,
							"Check the folder, or name a PostgreSQL server with SPRING_DATASOURCE_URL.");
				}
			});
		}
	}

}
