package io.countersign.agreement;

import io.countersign.identity.Caller;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who sees an agreement or a request for special terms: the people of its desk, its
 * reseller, and whoever holds a task about it or is offered one by name, as the cover of
 * somebody absent is from another desk too.
 */
@Component
public class Visibility {

	private final JdbcTemplate jdbc;

	Visibility(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Whether a caller sees a reference.
	 * @param reseller whose it is
	 * @param subsidiary whose desk works on it
	 */
	public boolean reaches(Caller caller, String reference, String reseller, String subsidiary) {
		return caller.maySee(reseller, subsidiary) || (!caller.isReseller() && takesPart(caller.id(), reference));
	}

	private boolean takesPart(String person, String reference) {
		return Boolean.TRUE
			.equals(this.jdbc.queryForObject("select countersign.takes_part(?, ?)", Boolean.class, person, reference));
	}

}
