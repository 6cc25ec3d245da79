package io.countersign.engine;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import io.countersign.kernel.Refusal;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RetriesTests {

	private final AtomicInteger attempts = new AtomicInteger();

	@Test
	void repeatsWhatLostARace() {
		assertThat(Retries.onConflict(() -> {
			switch (this.attempts.incrementAndGet()) {
				case 1 -> throw new OptimisticLockingException("lost");
				case 2 -> throw new IllegalStateException(new CannotAcquireLockException("lost"));
				default -> {
					return "done";
				}
			}
		})).isEqualTo("done");
		assertThat(this.attempts).hasValue(3);
	}

	@Test
	void givesUpAfterTheFifthAttemptWithARefusal() {
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Retries.onConflict(() -> {
			this.attempts.incrementAndGet();
			throw new OptimisticLockingException("lost");
		})).satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BUSY));
		assertThat(this.attempts).hasValue(5);
	}

	@Test
	void repeatsTheEndOfAnInstanceThatGrewMeanwhile() {
		assertThat(Retries.onConflict(() -> {
			if (this.attempts.incrementAndGet() == 1) {
				throw new ProcessEngineException(stillReferenced("act_fk_exe_procinst"));
			}
			return "done";
		})).isEqualTo("done");
		assertThat(this.attempts).hasValue(2);
	}

	@Test
	void repeatsNoBreachOfOurOwnForeignKeys() {
		assertThatExceptionOfType(ProcessEngineException.class).isThrownBy(() -> Retries.onConflict(() -> {
			this.attempts.incrementAndGet();
			throw new ProcessEngineException(stillReferenced("submission_reference_fkey"));
		}));
		assertThat(this.attempts).hasValue(1);
	}

	private static SQLException stillReferenced(String constraint) {
		return new SQLException(
				"ERROR: update or delete on table violates foreign key constraint \"%s\"".formatted(constraint),
				"23503");
	}

	@Test
	void repeatsNothingElse() {
		assertThatIllegalStateException().isThrownBy(() -> Retries.onConflict(() -> {
			this.attempts.incrementAndGet();
			throw new IllegalStateException("a bug");
		})).withMessage("a bug");
		assertThat(this.attempts).hasValue(1);
	}

	@Test
	void leavesRetryingToTheOwnerOfTheTransaction() {
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			assertThatIllegalStateException().isThrownBy(() -> Retries.onConflict(this.attempts::incrementAndGet));
			assertThat(this.attempts).hasValue(0);
		}
		finally {
			TransactionSynchronizationManager.setActualTransactionActive(false);
		}
	}

}
