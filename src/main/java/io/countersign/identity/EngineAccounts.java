package io.countersign.identity;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;

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

	/** Every group of a user, read afresh; empty for an unknown user. */
	Set<String> groupsOf(String userId) {
		return this.identities.createGroupQuery()
			.groupMember(userId)
			.unlimitedList()
			.stream()
			.map(Group::getId)
			.collect(Collectors.toUnmodifiableSet());
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
	 * Lets the engine's authorizations decide for this user in the current thread until
	 * {@link #leave()}.
	 */
	void enter(String userId, Collection<String> groups) {
		this.identities.setAuthentication(userId, java.util.List.copyOf(groups), java.util.List.of());
	}

	void leave() {
		this.identities.clearAuthentication();
	}

}
