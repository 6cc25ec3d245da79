package io.countersign.identity;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Refuses to start for real work on a database in which somebody can log in with a
 * password that everybody knows, before the port is open.
 */
@Component
@Profile("production")
class KnownPasswords implements SmartInitializingSingleton {

	/** Accounts of Camunda's examples, whose password is their name. */
	private static final List<String> EXAMPLES = List.of("demo", "john", "mary", "peter", "kermit");

	private final EngineAccounts accounts;

	KnownPasswords(EngineAccounts accounts) {
		this.accounts = accounts;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<String> open = Stream.concat(DemoPeople.PEOPLE.stream().map(DemoPeople.DemoPerson::id), EXAMPLES.stream())
			.filter((id) -> this.accounts.hasPassword(id, id))
			.toList();
		if (!open.isEmpty()) {
			throw new UnfitForProduction(List.of("These people have their name as password: " + String.join(", ", open)
					+ ". This database was used with profile 'local' or 'test'. Start with a new database, "
					+ "or delete these people or change their passwords in it."));
		}
	}

}
