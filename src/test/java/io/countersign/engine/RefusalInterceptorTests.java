package io.countersign.engine;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

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

	@Test
	void whoeverEndsWhatAnotherAddsToIsAskedToTryAgain() {
		MockHttpServletRequest request = new MockHttpServletRequest("POST",
				"/camunda/api/engine/engine/default/task/task-1/submit-form");
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			assertThatThrownBy(() -> ending("act_fk_exe_procinst").execute((context) -> null))
				.isInstanceOf(AuthorizationException.class)
				.hasMessageStartingWith("Somebody else changed this task at the same moment.");
			assertThatThrownBy(() -> ending("submission_reference_fkey").execute((context) -> null))
				.isInstanceOf(ProcessEngineException.class)
				.isNotInstanceOf(AuthorizationException.class);
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	/** Fails the first command at a foreign key; the second finds the task. */
	private static RefusalInterceptor ending(String constraint) {
		Iterator<Object> results = List
			.<Object>of(
					new ProcessEngineException(new SQLException(
							"ERROR: violates foreign key constraint \"%s\"".formatted(constraint), "23503")),
					new TaskEntity("task-1"))
			.iterator();
		return answering(results::next);
	}

	private static RefusalInterceptor failing(String state) {
		return answering(() -> new ProcessEngineException(new SQLException("ERROR: A finding is open.", state)));
	}

	/** Whatever the commands are; a failure is thrown. */
	private static RefusalInterceptor answering(Supplier<Object> results) {
		RefusalInterceptor interceptor = new RefusalInterceptor();
		interceptor.setNext(new CommandExecutor() {

			@Override
			@SuppressWarnings("unchecked")
			public <T> T execute(Command<T> command) {
				Object result = results.get();
				if (result instanceof RuntimeException failure) {
					throw failure;
				}
				return (T) result;
			}

		});
		return interceptor;
	}

}
