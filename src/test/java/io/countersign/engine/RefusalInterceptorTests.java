package io.countersign.engine;

import java.sql.SQLException;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RefusalInterceptorTests {

	@Test
	void whatTheRecordRefusesComesOutOfTheEngineAsARefusal() {
		assertThatThrownBy(() -> failing("CS005").execute((context) -> null))
			.isInstanceOfSatisfying(Refusal.class,
					(refusal) -> assertThat(refusal.code()).isEqualTo("finding-not-judged"))
			.hasMessage("A finding is open.");
	}

	@Test
	void otherFailuresOfTheDatabaseStayFailures() {
		assertThatThrownBy(() -> failing("23502").execute((context) -> null))
			.isInstanceOf(ProcessEngineException.class);
	}

	private static RefusalInterceptor failing(String state) {
		RefusalInterceptor interceptor = new RefusalInterceptor();
		interceptor.setNext(new CommandExecutor() {

			@Override
			public <T> T execute(Command<T> command) {
				throw new ProcessEngineException(new SQLException("ERROR: A finding is open.", state));
			}

		});
		return interceptor;
	}

}
