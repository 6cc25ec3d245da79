package io.countersign.mail;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends mails: claims a batch in one short transaction, talks to the mail server outside
 * of any, stores each outcome by itself, so that a mail is repeated only where its own
 * outcome is lost.
 */
@Component
class MailDispatcher {

	private static final Logger log = LoggerFactory.getLogger(MailDispatcher.class);

	private final Outbox outbox;

	private final Postbox postbox;

	private final TransactionTemplate transaction;

	MailDispatcher(Outbox outbox, Postbox postbox, TransactionTemplate transaction) {
		this.outbox = outbox;
		this.postbox = postbox;
		this.transaction = transaction;
	}

	/**
	 * Sends one batch of what is due.
	 * @return how many mails it tried
	 */
	int sendDue() {
		List<Outbox.Claimed> claimed = this.transaction.execute((status) -> this.outbox.claim());
		claimed.forEach(this::send);
		return claimed.size();
	}

	private void send(Outbox.Claimed mail) {
		try {
			this.postbox.post(mail);
		}
		catch (Postbox.NotTaken ex) {
			log.warn("Mail {} was not taken at attempt {}: {}", mail.id(), mail.attempts(), ex.getMessage());
			this.transaction.executeWithoutResult((status) -> this.outbox.failed(mail, ex.getMessage(), ex.forGood()));
			return;
		}
		this.transaction.executeWithoutResult((status) -> this.outbox.sent(mail));
	}

	int clean() {
		return this.transaction.execute((status) -> this.outbox.clean());
	}

}
