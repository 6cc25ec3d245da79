package io.countersign.engine;

import java.util.Map;

import javax.sql.DataSource;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.persistence.StrongUuidGenerator;

/**
 * The engine as it comes, on the same database: shows that what a test sees refused would
 * happen without our hardening.
 */
final class BareEngine {

	private BareEngine() {
	}

	static ProcessEngine on(DataSource database, ProcessEngineConfigurationImpl like, Map<Object, Object> beans) {
		StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
		configuration.setProcessEngineName("bare");
		configuration.setDataSource(database);
		configuration.setDatabaseType("postgres");
		configuration.setDatabaseSchemaUpdate("false");
		configuration.setHistoryLevel(like.getHistoryLevel());
		configuration.setIdGenerator(new StrongUuidGenerator());
		configuration.setJobExecutorActivate(false);
		configuration.setMetricsEnabled(false);
		configuration.setEnforceHistoryTimeToLive(false);
		configuration.setEnableXxeProcessing(true);
		configuration.setBeans(beans);
		return configuration.buildProcessEngine();
	}

}
