package io.countersign.rocsim;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.env.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/**
 * The simulated ROC as an application of its own: own context, own port, own ledger.
 * Carries no stereotype, so that Countersign's component scan does not find it.
 */
public class RocSimulator implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(RocSimulator.class);

	private static final Duration IDLE = Duration.ofSeconds(1);

	private final Semaphore work = new Semaphore(0);

	private final Ledger ledger;

	private final OrderBook book;

	private final CallbackSender callbacks;

	private final HttpSurface http;

	private final Thread life = new Thread(this::live, "rocsim-life");

	private final AtomicBoolean closed = new AtomicBoolean();

	private ConfigurableApplicationContext context;

	RocSimulator(RocSimulatorSettings settings, ObjectMapper json, Clock clock) {
		FaultPlan faults = new FaultPlan(json, settings.callbackUrl());
		Figures figures = new Figures(json);
		this.ledger = new Ledger(settings.data(), json);
		try {
			this.book = new OrderBook(json, this.ledger, faults, settings.delay(), clock);
			this.callbacks = new CallbackSender(json, this.book, faults, figures, clock, settings.secret());
			OrderCalls orders = new OrderCalls(json, this.book, faults, figures, this.work::release);
			ControlCalls control = new ControlCalls(json, this.book, this.ledger, faults, figures, this.callbacks,
					this.work::release);
			this.http = new HttpSurface(settings, json, orders, control, () -> faults.isDown(clock.instant()));
		}
		catch (RuntimeException ex) {
			this.ledger.close();
			throw ex;
		}
		this.life.start();
		log.info("Simulated ROC listens on http://{}:{}, ledger in {}", settings.address(), port(),
				settings.data().toAbsolutePath());
	}

	/**
	 * Runs alone: {@code java -jar countersign.jar rocsim [--server.port=8090]}.
	 * @param args as given after {@code rocsim}
	 */
	public static void main(String... args) {
		application((environment) -> settings(environment), false).run(args);
	}

	/**
	 * Starts one inside this Java process.
	 * @return the running simulator; closing it ends it
	 * @throws RuntimeException with a sentence for people if its port is taken
	 */
	public static RocSimulator start(RocSimulatorSettings settings) {
		ConfigurableApplicationContext context = application((environment) -> settings, true).run();
		RocSimulator simulator = context.getBean(RocSimulator.class);
		simulator.context = context;
		return simulator;
	}

	private static SpringApplication application(Function<Environment, RocSimulatorSettings> settings, boolean inside) {
		SpringApplication application = new SpringApplication(Beans.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setRegisterShutdownHook(!inside);
		application.setLogStartupInfo(false);
		// Countersign's configuration files and its database are none of an outside
		// system's business, and the surrounding application has set the logging up.
		application.setListeners(application.getListeners()
			.stream()
			.filter((listener) -> !(listener instanceof EnvironmentPostProcessorApplicationListener))
			.filter((listener) -> !(inside && listener instanceof LoggingApplicationListener))
			.toList());
		application.addInitializers((context) -> ((GenericApplicationContext) context)
			.registerBean(RocSimulatorSettings.class, () -> settings.apply(context.getEnvironment())));
		return application;
	}

	private static RocSimulatorSettings settings(Environment environment) {
		Path data = Path
			.of(environment.getProperty("countersign.data", environment.getProperty("COUNTERSIGN_DATA", "data")));
		RocSimulatorSettings settings = RocSimulatorSettings.of(environment, data,
				"http://localhost:8080/api/v1/roc/events");
		return settings.on(environment.getProperty("server.port", Integer.class, settings.port()));
	}

	/** The port it listens on. */
	public int port() {
		return this.http.port();
	}

	/** Where orders are sent to. */
	public String url() {
		return "http://localhost:" + port();
	}

	private void live() {
		while (!this.closed.get()) {
			try {
				Optional<Instant> next = this.book.advance();
				Duration pause = this.callbacks.send();
				Duration untilStep = next.map((at) -> Duration.between(Instant.now(), at)).orElse(IDLE);
				pause = Stream.of(pause.isZero() ? IDLE : pause, untilStep).min(Duration::compareTo).get();
				this.work.tryAcquire(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
				this.work.drainPermits();
			}
			catch (InterruptedException ex) {
				log.debug("The simulated ROC ends");
				return;
			}
			catch (RuntimeException ex) {
				log.error("The simulated ROC could not go on and tries again", ex);
				LockSupport.parkNanos(IDLE.toNanos());
			}
		}
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.http.close();
		this.life.interrupt();
		try {
			this.life.join(Duration.ofSeconds(5).toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.ledger.close();
		if (this.context != null) {
			this.context.close();
		}
	}

	/** All there is in the simulator's context. */
	static class Beans {

		@Bean
		RocSimulator rocSimulator(RocSimulatorSettings settings) {
			return new RocSimulator(settings, new ObjectMapper(), Clock.systemUTC());
		}

	}

}
