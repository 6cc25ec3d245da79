package io.countersign.signature;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import eu.europa.esig.dss.model.SignatureValue;
import io.countersign.kernel.Sha256;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps intents and results in table {@code key_use}. Inside of a transaction, each takes
 * a connection beside it and commits there: whatever becomes of the signature, the key
 * was used.
 */
@Component
class JdbcKeyUses implements KeyUses {

	/**
	 * Connections beside those of transactions, all of this together: the pool has a few
	 * more than there are threads, and nobody may wait for a second one in a circle.
	 */
	private static final int BESIDE = 4;

	private static final int LONGEST_PROBLEM = 1000;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate ownTransaction;

	private final Clock clock;

	private final Semaphore beside = new Semaphore(BESIDE);

	JdbcKeyUses(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
		this.jdbc = jdbc;
		this.ownTransaction = new TransactionTemplate(transactions);
		this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.clock = clock;
	}

	@Override
	public SignatureValue around(Intent intent, Supplier<SignatureValue> use) {
		long number = committed(() -> this.jdbc.queryForObject(
				"insert into countersign.key_use (reference, signatory, certificate, digest, intended_at) values (?, ?, ?, ?, ?) returning id",
				Long.class, intent.reference(), intent.signatory(), intent.certificate(), intent.digest(), now()));
		SignatureValue value;
		try {
			value = use.get();
		}
		catch (RuntimeException ex) {
			result(number, null, shortened(String.valueOf(ex.getMessage())));
			throw ex;
		}
		result(number, Sha256.of(value.getValue()), null);
		return value;
	}

	private void result(long number, String value, String problem) {
		committed(() -> this.jdbc.update(
				"update countersign.key_use set ended_at = ?, signature_value_sha256 = ?, problem = ? where id = ?",
				now(), value, problem, number));
	}

	private <T> T committed(Supplier<T> statement) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			return statement.get();
		}
		this.beside.acquireUninterruptibly();
		try {
			return this.ownTransaction.execute((status) -> statement.get());
		}
		finally {
			this.beside.release();
		}
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static String shortened(String problem) {
		return (problem.length() > LONGEST_PROBLEM) ? problem.substring(0, LONGEST_PROBLEM) : problem;
	}

}
