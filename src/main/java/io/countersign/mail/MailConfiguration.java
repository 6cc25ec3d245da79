package io.countersign.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

/** Where mails go, and what an operator watches of them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailProperties.class)
class MailConfiguration {

	@Bean
	Postbox postbox(ObjectProvider<JavaMailSender> server, MailProperties properties) {
		JavaMailSender sender = server.getIfAvailable();
		return (sender != null) ? new SmtpPostbox(sender, properties) : new KeptPostbox();
	}

	@Bean
	MeterBinder mailMetrics(Outbox outbox) {
		return (registry) -> Gauge.builder("countersign.mails.waiting", outbox, Outbox::waiting)
			.description("Mails that no mail server has taken yet")
			.register(registry);
	}

	/** Nothing leaves: mails are for the desk to show. */
	private static final class KeptPostbox implements Postbox {

		@Override
		public boolean leaves() {
			return false;
		}

		@Override
		public void post(Outbox.Claimed mail) {
			throw new NotTaken("No mail server is configured any more", false, null);
		}

	}

}
