package io.countersign;

import java.time.Clock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class CountersignApplication {

	public static void main(String[] args) {
		SpringApplication.run(CountersignApplication.class, args);
	}

	/** The one source of the present moment, so that tests can travel in time. */
	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}
