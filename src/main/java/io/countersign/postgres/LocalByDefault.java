package io.countersign.postgres;

import java.util.Map;

import org.springframework.boot.DefaultPropertiesPropertySource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Somebody who starts the application without naming a profile or a database wants to try
 * it: the profile is {@code local} then, with its demo people, on the loopback address.
 */
class LocalByDefault implements EnvironmentPostProcessor, Ordered {

	private static final String PROFILES = "spring.profiles.active";

	private static final String MARK = "countersign.local-by-default";

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 10;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getActiveProfiles().length == 0 && !environment.containsProperty(PROFILES)
				&& !environment.containsProperty("spring.datasource.url")) {
			DefaultPropertiesPropertySource.addOrMerge(Map.of(PROFILES, "local", MARK, "true"),
					environment.getPropertySources());
		}
	}

	/**
	 * A datasource named in a configuration file is read after the profile was chosen.
	 * Demo people with known passwords must not reach such a database by default.
	 */
	static void refuseWithForeignDatabase(ConfigurableEnvironment environment) {
		if (environment.getProperty(MARK, Boolean.class, false) && environment.matchesProfiles("local")) {
			throw new StartRefused("A datasource is configured in a file, but no profile.",
					"Name the profile too: SPRING_PROFILES_ACTIVE=production, or local to try things out.");
		}
	}

}
