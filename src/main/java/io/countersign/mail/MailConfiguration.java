package io.countersign.mail;

import java.time.Duration;

import io.countersign.work.NowAndThen;
import io.countersign.work.Rhythm;
import io.countersign.work.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

/** Where mails go, who sends them, and what an operator watches of them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailProperties.class)
class MailConfiguration {

	private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

	@Bean
	Postbox postbox(ObjectProvider<JavaMailSender> server, MailProperties properties) {
		JavaMailSender sender = server.getIfAvailable();
		return (sender != null) ? new SmtpPostbox(sender, properties) : new KeptPostbox();
	}

	@Bean
	Worker mailWorker(MailDispatcher dispatcher, Outbox outbox, MailProperties properties) {
		NowAndThen cleaning = new NowAndThen(BETWEEN_CLEANINGS, dispatcher::clean);
		return new Worker("mails", outbox.added(), new Rhythm(properties.worker(), properties.poll()), () -> {
			int tried = dispatcher.sendDue();
			if (tried == 0) {
				cleaning.doIfDue();
			}
			return tried;
		});
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
