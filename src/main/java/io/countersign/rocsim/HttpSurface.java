package io.countersign.rocsim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the simulated ROC. Uses the JDK's own server, because it can break a
 * connection without an answer, which is what a lost reply is.
 */
final class HttpSurface implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(HttpSurface.class);

	private final ObjectMapper json;

	private final OrderCalls orders;

	private final ControlCalls control;

	private final BooleanSupplier down;

	private final HttpServer server;

	/** Without a limit, so that callers alone decide how many call at once. */
	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "rocsim-http");
		thread.setDaemon(true);
		return thread;
	});

	static {
		// Without it every answer waits some 40 ms for the peer's delayed
		// acknowledgement.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	HttpSurface(RocSimulatorSettings settings, ObjectMapper json, OrderCalls orders, ControlCalls control,
			BooleanSupplier down) {
		this.json = json;
		this.orders = orders;
		this.control = control;
		this.down = down;
		try {
			this.server = HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), 0);
		}
		catch (BindException ex) {
			this.threads.shutdown();
			throw new PortTakenException(settings.port(), ex);
		}
		catch (IOException ex) {
			this.threads.shutdown();
			throw new IllegalStateException(
					"The simulated ROC cannot listen on %s:%d".formatted(settings.address(), settings.port()), ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) {
		try (exchange) {
			Exchange call = new Exchange(this.json, exchange);
			if (call.path().equals("/control") || call.path().startsWith("/control/")) {
				this.control.answer(call);
			}
			else {
				this.orders.answer(call, this.down.getAsBoolean());
			}
		}
		catch (IOException ex) {
			log.debug("A caller went away", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			log.error("The simulated ROC failed", ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
