package io.countersign;

import java.time.Clock;
import java.util.Arrays;

import io.countersign.rocsim.RocSimulator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * The application; with the first argument {@code rocsim} the simulated ROC instead.
 */
@SpringBootApplication
public class CountersignApplication {

	public static void main(String[] args) {
		if (args.length > 0 && args[0].equals("rocsim")) {
			RocSimulator.main(Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		SpringApplication.run(CountersignApplication.class, args);
	}

	/** The one source of the present moment, so that tests can travel in time. */
	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
