package io.countersign.postgres;

import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitializationDetector;

/** The engine checks its tables when it is built, so they have to be there by then. */
class EngineAfterMigration implements DependsOnDatabaseInitializationDetector {

	private static final String ENGINE = "processEngineFactoryBean";

	@Override
	public Set<String> detect(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.containsBeanDefinition(ENGINE) ? Set.of(ENGINE) : Set.of();
	}

}
