package io.countersign.faults;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * Changes a node from outside while its classes are loaded, so that the application needs
 * no switch for it: halts it at a named point, sets its clock wrong, or takes a
 * protection away.
 */
public final class FaultAgent {

	/** Where halts are armed: a file whose words name the point. */
	static final String ARMED = "fault.armed";

	/** By how many milliseconds the clock is wrong. */
	static final String CLOCK = "fault.clock";

	/** Methods that answer true to everything, {@code class#method}. */
	static final String ALLOW = "fault.allow";

	private FaultAgent() {
	}

	/** Called by the Java machine before the application starts. */
	public static void premain(String arguments, Instrumentation instrumentation) {
		AgentBuilder agent = new AgentBuilder.Default();
		if (System.getProperty(ARMED) != null) {
			for (HaltPoint point : HaltPoint.values()) {
				agent = agent.type(ElementMatchers.named(point.type()))
					.transform((builder, type, loader, module,
							domain) -> builder.visit(Advice.withCustomMapping()
								.bind(Point.class, point.name())
								.to(point.atEnter() ? HaltAtEnter.class : HaltAtExit.class)
								.on(ElementMatchers.named(point.method()))));
			}
		}
		if (System.getProperty(CLOCK) != null) {
			agent = agent.type(ElementMatchers.named("io.countersign.CountersignApplication"))
				.transform((builder, type, loader, module, domain) -> builder
					.visit(Advice.to(WrongClock.class).on(ElementMatchers.named("clock"))));
		}
		String allowed = System.getProperty(ALLOW);
		if (allowed != null) {
			String[] parts = allowed.split("#");
			agent = agent.type(ElementMatchers.named(parts[0]))
				.transform((builder, type, loader, module, domain) -> builder
					.visit(Advice.to(SayYes.class).on(ElementMatchers.named(parts[1]))));
		}
		agent.installOn(instrumentation);
	}

	/**
	 * Writes the agent's jar.
	 * @return the option that makes a Java machine use it
	 */
	static String option(Path folder) throws IOException {
		Path jar = folder.resolve("fault-agent.jar").toAbsolutePath();
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.putValue("Premain-Class", FaultAgent.class.getName());
		attributes.put(Attributes.Name.CLASS_PATH, byteBuddy());
		try (OutputStream file = Files.newOutputStream(jar);
				JarOutputStream out = new JarOutputStream(file, manifest)) {
			for (Class<?> each : List.of(FaultAgent.class, HaltPoint.class, Point.class, HaltAtEnter.class,
					HaltAtExit.class, WrongClock.class, SayYes.class)) {
				String name = each.getName().replace('.', '/') + ".class";
				out.putNextEntry(new JarEntry(name));
				try (InputStream in = FaultAgent.class.getClassLoader().getResourceAsStream(name)) {
					in.transferTo(out);
				}
				out.closeEntry();
			}
		}
		return "-javaagent:" + jar;
	}

	private static String byteBuddy() {
		try {
			return AgentBuilder.class.getProtectionDomain().getCodeSource().getLocation().toURI().toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The name of the point that an advice is woven in at. */
	@Retention(RetentionPolicy.RUNTIME)
	@interface Point {

	}

	/** Woven in: ends the machine before a method does anything. */
	static final class HaltAtEnter {

		private HaltAtEnter() {
		}

		@Advice.OnMethodEnter
		static void enter(@Point String point) {
			if (new File(System.getProperty("fault.armed") + "." + point).exists()) {
				Runtime.getRuntime().halt(137);
			}
		}

	}

	/** Woven in: ends the machine when a method has done its work. */
	static final class HaltAtExit {

		private HaltAtExit() {
		}

		@Advice.OnMethodExit
		static void exit(@Point String point) {
			if (new File(System.getProperty("fault.armed") + "." + point).exists()) {
				Runtime.getRuntime().halt(137);
			}
		}

	}

	/** Woven in: the application's clock and the engine's are wrong by the same. */
	static final class WrongClock {

		private WrongClock() {
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) Clock clock) {
			clock = Clock.offset(clock, Duration.ofMillis(Long.getLong("fault.clock")));
			ClockUtil.offset(Long.getLong("fault.clock"));
		}

	}

	/** Woven in: everything is allowed. */
	static final class SayYes {

		private SayYes() {
		}

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) boolean answer) {
			answer = true;
		}

	}

}
