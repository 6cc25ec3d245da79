package io.countersign.identity;

import java.util.Set;

import io.countersign.CountersignTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@CountersignTest(freshForEachMethod = false)
class CallersTests {

	@Autowired
	private Callers callers;

	@Autowired
	private People people;

	@Autowired
	private Directory directory;

	@Autowired
	private EngineAccounts accounts;

	@AfterEach
	void nobodyIsLoggedIn() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void knowsAPersonsRolesGroupsAndSubsidiaries() {
		Caller lea = caller(person("lea"));
		assertThat(lea.name()).isEqualTo("Lea Hoffmann");
		assertThat(lea.isReseller()).isFalse();
		assertThat(lea.roles()).containsExactly(Role.CLM_LEAD);
		assertThat(lea.groups()).containsExactlyInAnyOrder("clm-lead", "clm-lead-DE");
		assertThat(lea.subsidiaries()).containsExactly("DE");
	}

	@Test
	void tellsWhoHoldsARoleWhoeverAsks() {
		this.accounts.enter("clara", Set.of("clm", "clm-DE"));
		try {
			assertThat(this.people.holding(Role.CLM_LEAD, "DE")).containsExactlyInAnyOrder("lea", "luise");
			assertThat(this.people.holding(Role.CLM_LEAD, "FR")).containsExactly("luc");
			assertThat(this.people.holding(Role.MANAGER_1, "FR")).isEmpty();
		}
		finally {
			this.accounts.leave();
		}
	}

	@ParameterizedTest
	@CsvSource({ "clara, true, false", "chloe, false, true", "max, true, true", "rob, true, true", "audra, true, true",
			"paula, true, true", "admin, true, true" })
	void showsPeopleTheirSubsidiaries(String user, boolean germany, boolean france) {
		Caller caller = caller(person(user));
		assertThat(caller.maySee("northwind", "DE")).isEqualTo(germany);
		assertThat(caller.maySee("northwind", "FR")).isEqualTo(france);
	}

	@Test
	void showsAResellerItsOwnAgreementsOnly() {
		Caller northwind = caller(ResellerLogin.of("northwind"));
		assertThat(northwind.isReseller()).isTrue();
		assertThat(northwind.name()).isEqualTo("Northwind Licensing");
		assertThat(northwind.groups()).isEmpty();
		assertThat(northwind.maySee("northwind", "FR")).isTrue();
		assertThat(northwind.maySee("tailspin", "DE")).isFalse();
	}

	@Test
	void neverTakesAResellerForAPersonOfTheSameName() {
		assertThatIllegalStateException().isThrownBy(() -> caller(ResellerLogin.of("clara")));
		assertThatIllegalStateException().isThrownBy(() -> caller(person("northwind")));
	}

	@Test
	void knowsNobodyOutsideALogin() {
		SecurityContextHolder.clearContext();
		assertThatIllegalStateException().isThrownBy(this.callers::current).withMessage("Nobody is logged in");
		assertThatIllegalStateException().isThrownBy(() -> caller(person("nobody")));
		assertThatIllegalStateException().isThrownBy(() -> caller(person("stranger")));
	}

	@Test
	void namesActors() {
		assertThat(this.people.nameOf("clara")).isEqualTo("Clara Brandt");
		assertThat(this.people.nameOf("tailspin")).isEqualTo("Tailspin Software Partners");
		assertThat(this.people.nameOf("roc")).isEqualTo("roc");
		assertThat(this.people.find("chloe")).get()
			.extracting((chloe) -> chloe.zone().getId())
			.isEqualTo("Europe/Paris");
		assertThat(this.people.reseller("northwind")).get()
			.extracting(Reseller::publicCustomerNumber)
			.isEqualTo("7K8L9M0N");
	}

	/** More often than there are connections in the pool. */
	@Test
	void readsNamesAgainAfterEveryChange() {
		for (int i = 0; i < 50; i++) {
			this.directory.add(DemoPeople.RESELLERS.get(0));
			assertThat(this.directory.nameOf("northwind")).isEqualTo("Northwind Licensing");
		}
	}

	@Test
	void readsSubsidiariesFromGroupsWithoutMistakingRoles() {
		assertThat(Role.CLM.subsidiaryOf("clm-DE")).hasValue("DE");
		assertThat(Role.CLM.subsidiaryOf("clm-lead")).isEmpty();
		assertThat(Role.CLM.subsidiaryOf("clm-lead-DE")).isEmpty();
		assertThat(Role.CLM_LEAD.subsidiaryOf("clm-lead-DE")).hasValue("DE");
		assertThat(Role.MANAGER_1.subsidiaryOf("manager-1-FR")).hasValue("FR");
		assertThat(Set.of(Role.values())).noneMatch((role) -> role.subsidiaryOf("camunda-admin").isPresent());
	}

	private static Authentication person(String id) {
		return UsernamePasswordAuthenticationToken.authenticated(id, null, java.util.List.of());
	}

	private Caller caller(Authentication login) {
		SecurityContextHolder.getContext().setAuthentication(login);
		return this.callers.current();
	}

}
