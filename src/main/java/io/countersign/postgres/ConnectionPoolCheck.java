package io.countersign.postgres;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Refuses to start where more threads than connections could wait for each other: a
 * request or a job that holds one connection and waits for another one, which only such
 * threads hold, would wait until it fails.
 */
@Component
class ConnectionPoolCheck {

	/**
	 * For what is neither a request nor a job: the handoff to the ROC, scheduled work,
	 * probes.
	 */
	private static final int OTHERS = 6;

	ConnectionPoolCheck(HikariDataSource pool, ServerProperties server,
			@Value("${camunda.bpm.job-execution.max-pool-size}") int jobThreads) {
		check(pool.getMaximumPoolSize(), server.getTomcat().getThreads().getMax(), jobThreads);
	}

	/**
	 * @throws StartRefused if the pool is too small, with the size it needs
	 */
	static void check(int connections, int requestThreads, int jobThreads) {
		int needed = requestThreads + jobThreads + OTHERS;
		if (connections < needed) {
			throw new StartRefused(
					"%d database connections are too few for %d request threads, %d job threads and %d for other work."
						.formatted(connections, requestThreads, jobThreads, OTHERS),
					"Set spring.datasource.hikari.maximum-pool-size to %d or more, or lower server.tomcat.threads.max or camunda.bpm.job-execution.max-pool-size."
						.formatted(needed));
		}
	}

}
