package io.countersign;

import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells somebody who tries the application out where everything is. */
@Component
@Profile("local")
class Welcome {

	private static final Logger log = LoggerFactory.getLogger(Welcome.class);

	private final Environment environment;

	Welcome(Environment environment) {
		this.environment = environment;
	}

	@EventListener
	void ready(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			log.info("Countersign is ready.\n{}", text());
		}
	}

	private String text() {
		String address = "http://localhost:" + this.environment.getProperty("local.server.port");
		return """

				  The desk          %1$s/desk
				  Tasklist          %1$s/camunda/app/tasklist/default/
				  API description   %1$s/swagger-ui.html
				  Simulated ROC     http://localhost:%2$s
				  Data folder       %3$s

				  People (the password is the user name):
				    clara, carl  CLM                     lars         legal
				    lea, luise   CLM lead                fiona        finance
				    mona         manager, tier 1         felix        delegate of the CFO
				    max, magda   manager, tier 2         bianca       Business Desk
				    paula        process owner           cora         credit and collections
				    audra        auditor                 rob          ROC liaison
				    admin        operator                chloe, luc   CLM and CLM lead, France
				  Resellers for the API: northwind, tailspin
				""".formatted(address, this.environment.getProperty("countersign.rocsim.port", "8090"),
				Path.of(this.environment.getProperty("countersign.data", "data")).toAbsolutePath().normalize());
	}

}
