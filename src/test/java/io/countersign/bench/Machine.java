package io.countersign.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/** Where it runs, and how busy it is. */
final class Machine {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private Machine() {
	}

	/** The load average of the last minute; negative where there is none. */
	static double load() {
		return SYSTEM.getSystemLoadAverage();
	}

	static String described() {
		return String.format(Locale.ROOT, "%d cores, %s, %.0f GiB, %s %s", SYSTEM.getAvailableProcessors(), processor(),
				SYSTEM.getTotalMemorySize() / Math.pow(1024, 3), SYSTEM.getName(), SYSTEM.getVersion());
	}

	static String jdk() {
		return System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

}
