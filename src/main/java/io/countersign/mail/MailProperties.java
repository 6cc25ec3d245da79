package io.countersign.mail;

import java.net.URI;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of mails. The mail server itself is {@code spring.mail.*}; without
 * {@code spring.mail.host} mails are kept for the desk to show.
 *
 * @param address where people reach the desk, without a slash at the end; mails link to
 * it
 * @param from sender of every mail
 * @param worker whether this node sends by itself
 * @param batch most mails that are claimed at once
 * @param poll longest time between two looks
 * @param lease how long a claimed batch is left to the node that claimed it; longer than
 * it can take
 * @param firstPause pause before the second attempt; doubles with each further one
 * @param longestPause the longest such pause
 * @param attempts after how many a mail is given up
 * @param kept how long a mail that left stays visible at the desk
 */
@ConfigurationProperties("countersign.mail")
record MailProperties(@DefaultValue("http://localhost:8080") String address,
		@DefaultValue("countersign@countersign.example") String from, @DefaultValue("true") boolean worker,
		@DefaultValue("20") int batch, @DefaultValue("2s") Duration poll, @DefaultValue("10m") Duration lease,
		@DefaultValue("10s") Duration firstPause, @DefaultValue("1h") Duration longestPause,
		@DefaultValue("30") int attempts, @DefaultValue("90d") Duration kept) {

	MailProperties {
		if (address.endsWith("/") || URI.create(address).getHost() == null) {
			throw new IllegalArgumentException(
					"countersign.mail.address is the desk's address without a slash at its end, not " + address);
		}
	}

	String host() {
		return URI.create(this.address).getHost();
	}

}
