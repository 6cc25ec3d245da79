package io.countersign.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Refuses to start for real work with settings that are only for trying the product:
 * before any bean is built, with everything that is wrong in one answer.
 */
@Component
@Profile("production")
class ProductionGuard implements BeanFactoryPostProcessor, EnvironmentAware {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("countersign");

	private static final Pattern SECRET = Pattern.compile(".*(secret|password|passphrase|pin|token|key)s?");

	private static final Pattern SAMPLE = Pattern
		.compile(".*(sample|change-?me|example|default|secret|password|countersign|0123456|1234567).*");

	private static final int SHORTEST = 16;

	private Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		List<String> wrong = new ArrayList<>();
		if (this.environment.acceptsProfiles(Profiles.of("local | test"))) {
			wrong.add("Profile 'production' is active together with 'local' or 'test', which bring demo people. "
					+ "Set SPRING_PROFILES_ACTIVE=production alone.");
		}
		if (!endsTls()) {
			wrong.add("Nothing says where TLS ends. Set SERVER_FORWARD_HEADERS_STRATEGY=native behind a proxy "
					+ "that ends it, or configure server.ssl.bundle or server.ssl.key-store here.");
		}
		if (migratesAsItself()) {
			wrong
				.add("The application would own the tables whose guards are to hold against it too. Migrate as one role, "
						+ "SPRING_FLYWAY_USER and SPRING_FLYWAY_PASSWORD, and connect as another, which owns nothing, "
						+ "SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.");
		}
		secrets().forEach((name, value) -> {
			String problem = problem(value);
			if (problem != null) {
				wrong.add("%s %s. Set a random one, for instance from 'openssl rand -base64 32'.".formatted(name,
						problem));
			}
		});
		if (!wrong.isEmpty()) {
			throw new UnfitForProduction(wrong);
		}
	}

	private boolean endsTls() {
		String strategy = this.environment.getProperty("server.forward-headers-strategy", "none");
		boolean tlsHere = this.environment.getProperty("server.ssl.enabled", Boolean.class, true)
				&& (this.environment.containsProperty("server.ssl.bundle")
						|| this.environment.containsProperty("server.ssl.key-store")
						|| this.environment.containsProperty("server.ssl.certificate"));
		return tlsHere || !strategy.equalsIgnoreCase("none");
	}

	private boolean migratesAsItself() {
		return this.environment.getProperty("spring.flyway.enabled", Boolean.class, true)
				&& this.environment.containsProperty("spring.datasource.url")
				&& this.environment.getProperty("spring.flyway.user", "")
					.equals(this.environment.getProperty("spring.datasource.username", ""));
	}

	/** Settings of this product that hold a secret, in whatever source and spelling. */
	private Map<String, String> secrets() {
		Map<String, String> secrets = new TreeMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource settings) {
				settings.stream()
					.filter(PREFIX::isAncestorOf)
					.filter(ProductionGuard::isSecret)
					.forEach((name) -> secrets.putIfAbsent(name.toString(), value(settings, name)));
			}
		}
		return secrets;
	}

	private static boolean isSecret(ConfigurationPropertyName name) {
		ConfigurationPropertyName setting = name.isLastElementIndexed() ? name.getParent() : name;
		return SECRET.matcher(setting.getLastElement(ConfigurationPropertyName.Form.UNIFORM)).matches();
	}

	private String value(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		Object value = source.getConfigurationProperty(name).getValue();
		return this.environment.resolvePlaceholders(String.valueOf(value));
	}

	private static String problem(String secret) {
		if (SAMPLE.matcher(secret.toLowerCase(Locale.ROOT)).matches()) {
			return "has a sample value";
		}
		return (secret.length() < SHORTEST) ? "has fewer than " + SHORTEST + " characters" : null;
	}

}
