package io.countersign.mail;

import java.nio.charset.StandardCharsets;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;

import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Hands mails to the configured mail server. */
class SmtpPostbox implements Postbox {

	private final JavaMailSender sender;

	private final MailProperties properties;

	SmtpPostbox(JavaMailSender sender, MailProperties properties) {
		this.sender = sender;
		this.properties = properties;
	}

	@Override
	public boolean leaves() {
		return true;
	}

	@Override
	public void post(Outbox.Claimed mail) {
		try {
			this.sender.send(message(mail));
		}
		catch (AddressException ex) {
			throw new NotTaken("The address means nothing: " + ex.getMessage(), true, ex);
		}
		catch (MailException | MessagingException ex) {
			throw new NotTaken(ex.getMessage(), false, ex);
		}
	}

	/*
	 * A node that dies after the server took a mail leaves it to be sent again: the same
	 * Message-ID lets the recipient's program see that it is one mail.
	 */
	private MimeMessage message(Outbox.Claimed mail) throws MessagingException {
		MimeMessage message = this.sender.createMimeMessage();
		message.setHeader("Message-ID", "<mail-" + mail.id() + "@" + this.properties.host() + ">");
		MimeMessageHelper helper = new MimeMessageHelper(message, false, StandardCharsets.UTF_8.name());
		helper.setFrom(this.properties.from());
		helper.setTo(mail.address());
		helper.setSubject(mail.subject());
		helper.setText(mail.body() + "\n\n" + this.properties.address() + mail.path() + "\n");
		message.setHeader("Auto-Submitted", "auto-generated");
		return message;
	}

}
