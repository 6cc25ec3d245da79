package io.countersign.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Makes the role that the application connects as, where it is not there yet and the
 * owner may make roles, as in a container that knows one superuser only. An existing role
 * is left as it is. What the role may do, {@code afterMigrate__application_role.sql}
 * says.
 */
@Component
class ApplicationRole implements Callback {

	private final String name;

	private final String password;

	/**
	 * @param name empty where the database asks for none
	 */
	ApplicationRole(@Value("${spring.datasource.username:}") String name,
			@Value("${spring.datasource.password:}") String password) {
		this.name = name;
		this.password = password;
	}

	@Override
	public boolean supports(Event event, Context context) {
		return event == Event.BEFORE_MIGRATE && !this.name.isEmpty();
	}

	@Override
	public boolean canHandleInTransaction(Event event, Context context) {
		return true;
	}

	@Override
	public String getCallbackName() {
		return "applicationRole";
	}

	/**
	 * @throws StartRefused if the role is missing and cannot be made
	 */
	@Override
	public void handle(Event event, Context context) {
		try {
			make(context.getConnection());
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The role " + this.name + " could not be made", ex);
		}
	}

	private void make(Connection owner) throws SQLException {
		try (Statement statement = owner.createStatement()) {
			// Nodes that start together do so one after the other.
			statement.execute("select pg_advisory_xact_lock(hashtext('countersign.application_role'))");
			if (text(owner, "select rolname from pg_roles where rolname = ?", this.name) != null) {
				return;
			}
			if (text(owner,
					"select rolname from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)") == null) {
				throw new StartRefused(
						"The database has no role '%s', which the application is to connect as.".formatted(this.name),
						"Make it with: create role %s login password '…'. Or correct spring.datasource.username."
							.formatted(text(owner, "select quote_ident(?)", this.name)));
			}
			statement.execute(
					text(owner, "select format('create role %I login password %L', ?, ?)", this.name, this.password));
		}
	}

	private static String text(Connection owner, String sql, String... arguments) throws SQLException {
		try (PreparedStatement query = owner.prepareStatement(sql)) {
			for (int i = 0; i < arguments.length; i++) {
				query.setString(i + 1, arguments[i]);
			}
			try (ResultSet rows = query.executeQuery()) {
				return rows.next() ? rows.getString(1) : null;
			}
		}
	}

}
