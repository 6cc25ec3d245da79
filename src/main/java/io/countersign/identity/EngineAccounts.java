package io.countersign.identity;

import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.Authentication;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * The engine's users and groups: who exists, with which password, in which groups. They
 * are the one place for it, because Tasklist and the engine's authorizations decide by
 * them.
 */
@Component
class EngineAccounts {

	private final IdentityService identities;

	/**
	 * @param identities lazy: the web server's filters need this bean before the engine
	 * is up
	 */
	EngineAccounts(@Lazy IdentityService identities) {
		this.identities = identities;
	}

	/**
	 * Checks a password. The engine slows down and finally locks a user after wrong ones.
	 * @return the user's id as the engine spells it, which may differ from what was typed
	 */
	Optional<String> login(String userId, String password) {
		this.identities.clearAuthentication();
		if (!this.identities.checkPassword(userId, password)) {
			return Optional.empty();
		}
		return Optional.ofNullable(this.identities.createUserQuery().userId(userId).singleResult()).map(User::getId);
	}

	/**
	 * Whether a user exists and has this password. Unknown users cost no wrong attempt.
	 */
	boolean hasPassword(String userId, String password) {
		return this.identities.createUserQuery().userId(userId).count() > 0
				&& this.identities.checkPassword(userId, password);
	}

	/** Every group of a user, read afresh; empty for an unknown user. */
	Set<String> groupsOf(String userId) {
		return this.identities.createGroupQuery()
			.groupMember(userId)
			.unlimitedList()
			.stream()
			.map(Group::getId)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Everybody in a group, whoever asks: the engine would show most people of the desk
	 * nobody but themselves.
	 */
	Set<String> membersOf(String group) {
		Authentication person = this.identities.getCurrentAuthentication();
		this.identities.clearAuthentication();
		try {
			return this.identities.createUserQuery()
				.memberOfGroup(group)
				.unlimitedList()
				.stream()
				.map(User::getId)
				.collect(Collectors.toUnmodifiableSet());
		}
		finally {
			this.identities.setAuthentication(person);
		}
	}

	boolean anyoneIn(String group) {
		return this.identities.createUserQuery().memberOfGroup(group).count() > 0;
	}

	/** Creates a group unless it exists. */
	void addGroup(String id, String name) {
		if (this.identities.createGroupQuery().groupId(id).count() == 0) {
			Group group = this.identities.newGroup(id);
			group.setName(name);
			group.setType("WORKFLOW");
			this.identities.saveGroup(group);
		}
	}

	/** Creates a user with these groups unless the user exists. */
	void addUser(People.Person person, String password, Collection<String> groups) {
		if (this.identities.createUserQuery().userId(person.id()).count() > 0) {
			return;
		}
		User user = this.identities.newUser(person.id());
		int space = person.name().lastIndexOf(' ');
		user.setFirstName((space < 0) ? person.name() : person.name().substring(0, space));
		user.setLastName((space < 0) ? "" : person.name().substring(space + 1));
		user.setEmail(person.email());
		user.setPassword(password);
		this.identities.saveUser(user);
		groups.forEach((group) -> this.identities.createMembership(person.id(), group));
	}

	/**
	 * Gives the engine's group of administrators a member whom nobody can log in as.
	 * While that group is empty, the engine's web applications send everybody to the
	 * set-up of a first administrator instead of Tasklist, and offer that set-up to
	 * anybody who asks (CVE-2026-77226). The group itself is granted nothing.
	 */
	void closeSetup() {
		addGroup(Groups.CAMUNDA_ADMIN, "Nobody");
		if (!anyoneIn(Groups.CAMUNDA_ADMIN)) {
			byte[] password = new byte[32];
			new SecureRandom().nextBytes(password);
			addUser(new People.Person("nobody", "Nobody", null, ZoneOffset.UTC), HexFormat.of().formatHex(password),
					List.of(Groups.CAMUNDA_ADMIN));
		}
	}

	/**
	 * Lets the engine's authorizations decide for this user in the current thread until
	 * {@link #leave()}.
	 */
	void enter(String userId, Collection<String> groups) {
		this.identities.setAuthentication(userId, List.copyOf(groups), List.of());
	}

	void leave() {
		this.identities.clearAuthentication();
	}

}
