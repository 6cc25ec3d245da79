package io.countersign.audit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.kernel.BusinessEvent;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes every {@link BusinessEvent} in the transaction that published it. The events of
 * one transaction are added together, in the order they were published, by one statement
 * just before it commits.
 */
@Component
class JdbcAuditTrail implements AuditTrail {

	private static final String INSERT = """
			insert into countersign.audit_event (reference, type, occurred_at, actor, summary, facts)
			select * from unnest(?::varchar[], ?::varchar[], ?::timestamptz[], ?::varchar[], ?::varchar[], ?::jsonb[])""";

	private static final String SELECT = "select sequence, reference, type, occurred_at, actor, summary, facts from countersign.audit_event e ";

	private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {
	};

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	JdbcAuditTrail(JdbcTemplate jdbc, ObjectMapper json) {
		this.jdbc = jdbc;
		this.json = json;
	}

	@EventListener
	void happened(BusinessEvent event) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException(
					"An event without a transaction cannot be proved: " + event.type() + " of " + event.reference());
		}
		Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
		if (pending == null) {
			pending = new Pending();
			TransactionSynchronizationManager.bindResource(this, pending);
			TransactionSynchronizationManager.registerSynchronization(pending);
		}
		pending.add(event);
	}

	private void write(List<BusinessEvent> events) {
		this.jdbc.update(INSERT, (statement) -> {
			statement.setArray(1, texts(statement.getConnection(), events, BusinessEvent::reference));
			statement.setArray(2, texts(statement.getConnection(), events, BusinessEvent::type));
			statement.setArray(3, statement.getConnection()
				.createArrayOf("timestamptz", events.stream().map((event) -> utc(event.occurredAt())).toArray()));
			statement.setArray(4, texts(statement.getConnection(), events, BusinessEvent::actor));
			statement.setArray(5, texts(statement.getConnection(), events, BusinessEvent::summary));
			statement.setArray(6, texts(statement.getConnection(), events, (event) -> write(event.facts())));
		});
	}

	private static Array texts(Connection connection, List<BusinessEvent> events,
			Function<BusinessEvent, String> column) throws SQLException {
		return connection.createArrayOf("varchar", events.stream().map(column).toArray());
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	private String write(Map<String, String> facts) {
		try {
			return this.json.writeValueAsString(facts);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public List<Entry> of(String reference) {
		return this.jdbc.query(SELECT + "where reference = ? order by sequence", this::entry, reference);
	}

	@Override
	public List<Entry> latest(Collection<String> subsidiaries, int limit) {
		if (subsidiaries == null) {
			return this.jdbc.query(SELECT
					+ "where exists (select from countersign.work_subject s where s.reference = e.reference) order by sequence desc limit ?",
					this::entry, limit);
		}
		return this.jdbc.query(SELECT
				+ "where exists (select from countersign.work_subject s where s.reference = e.reference and s.subsidiary = any (?)) order by sequence desc limit ?",
				this::entry, subsidiaries.toArray(String[]::new), limit);
	}

	private Entry entry(ResultSet row, int number) throws SQLException {
		try {
			return new Entry(row.getLong("sequence"), row.getString("reference"), row.getString("type"),
					row.getObject("occurred_at", OffsetDateTime.class).toInstant(), row.getString("actor"),
					row.getString("summary"), this.json.readValue(row.getString("facts"), FACTS));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Pending implements TransactionSynchronization {

		private final List<BusinessEvent> events = new ArrayList<>();

		private boolean written;

		private void add(BusinessEvent event) {
			if (this.written) {
				write(List.of(event));
			}
			else {
				this.events.add(event);
			}
		}

		@Override
		public void beforeCommit(boolean readOnly) {
			write(this.events);
			this.written = true;
		}

		@Override
		public void beforeCompletion() {
			TransactionSynchronizationManager.unbindResource(JdbcAuditTrail.this);
		}

	}

}
