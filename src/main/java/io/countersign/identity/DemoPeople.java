package io.countersign.identity;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The people and resellers to try the product with; their password is their name. There
 * is no bean of this kind outside the profiles {@code local} and {@code test}, and with
 * it goes all that is only for trying: passwords on the API, the hint on the login page,
 * the open API description.
 */
@Component
@Profile({ "local", "test" })
class DemoPeople {

	/**
	 * A demo person.
	 *
	 * @param duty what the person does, for the hint on the login page
	 */
	record DemoPerson(String id, String name, String duty, Role role, Set<String> subsidiaries, ZoneId zone) {

		People.Person person() {
			return new People.Person(this.id, this.name, this.id + "@countersign.example", this.zone);
		}

		List<String> groups() {
			List<String> groups = new ArrayList<>(List.of(this.role.group()));
			this.subsidiaries.forEach((subsidiary) -> groups.add(this.role.group(subsidiary)));
			return groups;
		}

	}

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

	private static final Set<String> GERMANY = Set.of("DE");

	private static final Set<String> BOTH = Set.of("DE", "FR");

	static final List<DemoPerson> PEOPLE = List.of(
			new DemoPerson("clara", "Clara Brandt", "CLM, DE", Role.CLM, GERMANY, BERLIN),
			new DemoPerson("carl", "Carl Weber", "CLM, DE", Role.CLM, GERMANY, BERLIN),
			new DemoPerson("chloe", "Chloé Martin", "CLM, FR", Role.CLM, Set.of("FR"), PARIS),
			new DemoPerson("lea", "Lea Hoffmann", "CLM lead, DE", Role.CLM_LEAD, GERMANY, BERLIN),
			new DemoPerson("luise", "Luise Arnold", "CLM lead, DE", Role.CLM_LEAD, GERMANY, BERLIN),
			new DemoPerson("luc", "Luc Moreau", "CLM lead, FR", Role.CLM_LEAD, Set.of("FR"), PARIS),
			new DemoPerson("mona", "Mona Keller", "Manager, tier 1, DE", Role.MANAGER_1, GERMANY, BERLIN),
			new DemoPerson("max", "Max Lindner", "Manager, tier 2", Role.MANAGER_2, BOTH, BERLIN),
			new DemoPerson("magda", "Magda Novak", "Manager, tier 2", Role.MANAGER_2, BOTH, BERLIN),
			new DemoPerson("bianca", "Bianca Conti", "Business Desk", Role.BUSINESS_DESK, BOTH, BERLIN),
			new DemoPerson("lars", "Lars Petersen", "Legal", Role.LEGAL, BOTH, BERLIN),
			new DemoPerson("fiona", "Fiona Roux", "Finance", Role.FINANCE, BOTH, PARIS),
			new DemoPerson("felix", "Felix Bauer", "Delegate of the CFO", Role.CFO_DELEGATE, BOTH, BERLIN),
			new DemoPerson("cora", "Cora Lehmann", "Credit & Collections", Role.CREDIT, BOTH, BERLIN),
			new DemoPerson("rob", "Rob Byrne", "ROC liaison", Role.ROC_LIAISON, BOTH, ZoneId.of("Europe/Dublin")),
			new DemoPerson("paula", "Paula Vogt", "Process owner", Role.PROCESS_OWNER, Set.of(), BERLIN),
			new DemoPerson("audra", "Audra Simon", "Auditor", Role.AUDITOR, Set.of(), PARIS),
			new DemoPerson("admin", "Ada Minor", "Operator", Role.OPERATOR, Set.of(), BERLIN));

	static final List<Reseller> RESELLERS = List.of(new Reseller("northwind", "Northwind Licensing", "7K8L9M0N", true),
			new Reseller("tailspin", "Tailspin Software Partners", "7E8F9A0B", true));

	private static final Set<String> RESELLER_CODES = RESELLERS.stream()
		.map(Reseller::code)
		.collect(Collectors.toUnmodifiableSet());

	/** Whether this is a demo reseller's code with its secret, which is the code. */
	boolean isReseller(String code, String secret) {
		return code.equals(secret) && RESELLER_CODES.contains(code);
	}

	List<DemoPerson> people() {
		return PEOPLE;
	}

}
