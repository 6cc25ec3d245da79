package io.countersign.identity;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The people of the desk and the resellers, by id. */
public interface People {

	/**
	 * A person of the desk.
	 *
	 * @param email {@code null} where unknown
	 * @param zone where the person works; dates are shown in it
	 */
	record Person(String id, String name, String email, ZoneId zone) {
	}

	/** The person with a user id; empty where there is none. */
	Optional<Person> find(String userId);

	/** The reseller with a code, active or not; empty where there is none. */
	Optional<Reseller> reseller(String code);

	/** Resellers that are let in, by name. */
	List<Reseller> resellers();

	/**
	 * Ids of everybody who holds a role in a subsidiary, read afresh; empty where nobody
	 * does.
	 */
	Set<String> holding(Role role, String subsidiary);

	/** A name to show for an actor: a person's or reseller's name, else the id itself. */
	String nameOf(String actor);

}
