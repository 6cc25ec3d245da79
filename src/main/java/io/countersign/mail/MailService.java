package io.countersign.mail;

import io.countersign.identity.People;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes mails to people of the desk. */
@Service
public class MailService {

	private final Outbox outbox;

	private final People people;

	MailService(Outbox outbox, People people) {
		this.outbox = outbox;
		this.people = people;
	}

	/**
	 * Writes a mail in the present transaction; it is sent once that has committed. A
	 * recipient without an address finds it at the desk.
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	public void write(Letter letter) {
		this.outbox.add(letter, this.people.find(letter.recipient()).map(People.Person::email).orElse(null));
	}

}
