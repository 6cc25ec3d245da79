package io.countersign.agreement;

import java.sql.Types;
import java.time.ZoneOffset;
import java.util.Optional;

import io.countersign.engine.UserTaskObserver;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps a row for every open user task, in the engine's own transaction. */
@Component
class WorkList implements UserTaskObserver {

	private final JdbcTemplate jdbc;

	private final WorkSubjects subjects;

	WorkList(JdbcTemplate jdbc, WorkSubjects subjects) {
		this.jdbc = jdbc;
		this.subjects = subjects;
	}

	/** What an open task is about; empty once the task is done. */
	Optional<String> reference(String taskId) {
		return this.jdbc
			.queryForList("select reference from countersign.work_item where task_id = ?", String.class, taskId)
			.stream()
			.findFirst();
	}

	/** Whether a person holds an open task of that kind now. */
	boolean holds(String person, String taskId, String taskKey) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(
				"select exists (select from countersign.work_item where task_id = ? and task_key = ? and assignee = ?)",
				Boolean.class, taskId, taskKey, person));
	}

	@Override
	public void opened(UserTask task) {
		this.jdbc.update("""
				insert into countersign.work_item
					(task_id, task_key, name, reference, subsidiary, groups, assignee, priority, created_at, due_at,
					 candidates)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", (statement) -> {
			statement.setString(1, task.id());
			statement.setString(2, task.key());
			statement.setString(3, task.name());
			statement.setString(4, task.reference());
			statement.setString(5, this.subjects.load(task.reference()).subsidiary());
			statement.setArray(6,
					statement.getConnection().createArrayOf("varchar", task.candidateGroups().toArray(String[]::new)));
			statement.setString(7, task.assignee());
			statement.setInt(8, task.priority());
			statement.setObject(9, task.createdAt().atOffset(ZoneOffset.UTC));
			if (task.dueAt() != null) {
				statement.setObject(10, task.dueAt().atOffset(ZoneOffset.UTC));
			}
			else {
				statement.setNull(10, Types.TIMESTAMP_WITH_TIMEZONE);
			}
			statement.setArray(11,
					statement.getConnection().createArrayOf("varchar", task.candidates().toArray(String[]::new)));
		});
	}

	@Override
	public void changed(UserTask task) {
		this.jdbc.update(
				"update countersign.work_item set assignee = ?, priority = ?, due_at = ?, candidates = ? where task_id = ?",
				(statement) -> {
					statement.setString(1, task.assignee());
					statement.setInt(2, task.priority());
					statement.setObject(3, (task.dueAt() != null) ? task.dueAt().atOffset(ZoneOffset.UTC) : null,
							Types.TIMESTAMP_WITH_TIMEZONE);
					statement.setArray(4, statement.getConnection()
						.createArrayOf("varchar", task.candidates().toArray(String[]::new)));
					statement.setString(5, task.id());
				});
	}

	@Override
	public void closed(String taskId) {
		this.jdbc.update("delete from countersign.work_item where task_id = ?", taskId);
	}

}
