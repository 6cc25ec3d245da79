package io.countersign.identity;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Names of people and resellers, read from a copy in memory: every request of a reseller
 * and every line of a timeline needs one, and they hardly ever change. A change made on
 * another node is seen within five seconds.
 */
@Component
class Directory implements People {

	private static final long MAX_AGE = Duration.ofSeconds(5).toNanos();

	private record Copy(Map<String, Person> people, Map<String, Reseller> resellers, long readAt) {
	}

	private final JdbcClient jdbc;

	private final EngineAccounts accounts;

	private volatile Copy copy;

	Directory(JdbcClient jdbc, EngineAccounts accounts) {
		this.jdbc = jdbc;
		this.accounts = accounts;
	}

	@Override
	public Optional<Person> find(String userId) {
		return Optional.ofNullable(copy().people().get(userId));
	}

	@Override
	public Optional<Reseller> reseller(String code) {
		return Optional.ofNullable(copy().resellers().get(code));
	}

	@Override
	public List<Reseller> resellers() {
		return copy().resellers()
			.values()
			.stream()
			.filter(Reseller::active)
			.sorted(Comparator.comparing(Reseller::name))
			.toList();
	}

	@Override
	public Set<String> holding(Role role, String subsidiary) {
		return this.accounts.membersOf(role.group(subsidiary));
	}

	@Override
	public String nameOf(String actor) {
		return find(actor).map(Person::name).or(() -> reseller(actor).map(Reseller::name)).orElse(actor);
	}

	/** Enters a person unless one with that id is known already. */
	void add(Person person) {
		this.jdbc.sql("""
				insert into countersign.person (user_id, name, email, zone) values (?, ?, ?, ?)
				on conflict (user_id) do nothing""")
			.params(person.id(), person.name(), person.email(), person.zone().getId())
			.update();
		this.copy = null;
	}

	/**
	 * Enters a reseller; one with that code gets its name and number, and stays as active
	 * as it was.
	 */
	void add(Reseller reseller) {
		this.jdbc.sql("""
				insert into countersign.reseller (code, name, public_customer_number, active) values (?, ?, ?, ?)
				on conflict (code) do update
				set name = excluded.name, public_customer_number = excluded.public_customer_number""")
			.params(reseller.code(), reseller.name(), reseller.publicCustomerNumber(), reseller.active())
			.update();
		this.copy = null;
	}

	private Copy copy() {
		Copy known = this.copy;
		if (known == null || System.nanoTime() - known.readAt() > MAX_AGE) {
			known = read();
			this.copy = known;
		}
		return known;
	}

	private Copy read() {
		long now = System.nanoTime();
		Map<String, Person> people = this.jdbc.sql("select user_id, name, email, zone from countersign.person")
			.query((row, number) -> new Person(row.getString("user_id"), row.getString("name"), row.getString("email"),
					ZoneId.of(row.getString("zone"))))
			.list()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Person::id, Function.identity()));
		Map<String, Reseller> resellers = this.jdbc
			.sql("select code, name, public_customer_number, active from countersign.reseller")
			.query((row, number) -> new Reseller(row.getString("code"), row.getString("name"),
					row.getString("public_customer_number"), row.getBoolean("active")))
			.list()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Reseller::code, Function.identity()));
		return new Copy(people, resellers, now);
	}

}
