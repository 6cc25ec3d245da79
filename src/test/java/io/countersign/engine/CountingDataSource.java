package io.countersign.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Writes down the statements that a thread sends; each of a batch counts. */
class CountingDataSource extends DelegatingDataSource {

	private static final ThreadLocal<List<String>> statements = new ThreadLocal<>();

	CountingDataSource(DataSource dataSource) {
		super(dataSource);
	}

	/** The statements of some work of this thread, in order. */
	static List<String> during(Runnable work) {
		statements.set(new ArrayList<>());
		try {
			work.run();
			return statements.get();
		}
		finally {
			statements.remove();
		}
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		return proxy(Connection.class, (method, arguments) -> {
			Object result = method.invoke(connection, arguments);
			return (result instanceof PreparedStatement statement) ? counting(statement, (String) arguments[0])
					: result;
		});
	}

	private static PreparedStatement counting(PreparedStatement statement, String sql) {
		return proxy(PreparedStatement.class, (method, arguments) -> {
			List<String> counted = statements.get();
			String name = method.getName();
			if (counted != null
					&& (name.equals("addBatch") || (name.startsWith("execute") && !name.equals("executeBatch")))) {
				counted.add(sql);
			}
			return method.invoke(statement, arguments);
		});
	}

	private static <T> T proxy(Class<T> type, Call call) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				try {
					return call.on(method, arguments);
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

	private interface Call {

		Object on(Method method, Object[] arguments) throws Throwable;

	}

}
