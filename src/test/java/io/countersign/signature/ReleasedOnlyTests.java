package io.countersign.signature;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import java.util.regex.Matcher;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.kernel.DatabaseRefusals;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Statements of the application's role: who may sign, at which rates amounts compare and
 * which affiliate signs is entered only as somebody else released it, who is who not at
 * all, and nothing begins or ends in the past.
 */
@CountersignTest
class ReleasedOnlyTests {

	@Autowired
	private Database database;

	private JdbcTemplate jdbc;

	private ProofRows rows;

	@BeforeEach
	void start() {
		this.jdbc = this.database.jdbc();
		this.rows = new ProofRows(this.jdbc);
	}

	@AfterEach
	void forget() {
		this.database.force("delete from countersign.signing_authority where granted_by = 'tester'");
		this.database.force("delete from countersign.exchange_rate where currency = 'SEK'");
		this.database.force("delete from countersign.contracting_entity where code = 'MSE'");
		this.database.force("delete from countersign.absence where registered_by = 'lea'");
		this.database.force("delete from countersign.clause where entered_by = 'tester'");
		this.database.force("delete from countersign.authority_proposal where proposed_by = 'tester'");
		this.database.force("update countersign.person set identity = null");
		this.database.force("delete from countersign.person where user_id = 'second'");
	}

	private static void refuses(String code, ThrowingCallable work) {
		assertThat(DatabaseRefusals.in(catchThrowable(work)).orElseThrow().code()).isEqualTo(code);
	}

	@Test
	void anAuthorityIsEnteredOnceItsProposalIsReleased() {
		String proposal = this.rows.released("carl", "600000", "EUR", "T0", "releaser");
		this.rows.enter(UUID.randomUUID(), proposal);
		assertThatThrownBy(() -> this.rows.enter(UUID.randomUUID(), proposal)).as("twice")
			.hasMessageContaining("once_for_each_proposal");
	}

	@Test
	void theAuthoritiesOfTheDemoWereReleasedToo() {
		assertThat(this.database.jdbc()
			.queryForList(
					"select distinct p.status from countersign.signing_authority a left join countersign.authority_proposal p on p.reference = a.proposal",
					String.class))
			.containsExactly("RELEASED");
	}

	@Test
	void anAuthorityIsNotEnteredWithoutARelease() {
		refuses("not-released", () -> this.jdbc
			.update("""
					insert into countersign.signing_authority (id, signatory, capacity, team, currency, limit_amount, valid_from, granted_by, approved_by)
					values (gen_random_uuid(), 'carl', 'Deputy', 'clm', 'EUR', 600000, now(), 'tester', 'releaser')"""));
		String open = this.rows.proposed("carl", "600000", "EUR", "T0");
		refuses("not-released", () -> this.rows.enter(UUID.randomUUID(), open));
		this.jdbc.update(
				"update countersign.authority_proposal set status = 'REFUSED', decided_by = 'releaser', decided_at = proposed_at, because = 'No.' where reference = ?",
				open);
		refuses("not-released", () -> this.rows.enter(UUID.randomUUID(), open));
		String rate = proposed("RATE", "'currency', 'EUR'");
		release(rate);
		refuses("not-released", () -> this.jdbc
			.update("""
					insert into countersign.signing_authority (id, signatory, capacity, team, currency, limit_amount, valid_from, granted_by, approved_by, proposal)
					values (gen_random_uuid(), 'carl', 'Deputy', 'clm', 'EUR', 600000, now(), 'tester', 'releaser', ?)""",
					rate));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"',
			value = { "signatory,'clara'", "capacity,'King'", "team,'manager-2'", "subsidiary,'DE'", "programme,'SCE'",
					"contracting_entity,'MIOL'", "term_class,'T5'", "currency,'USD'", "limit_amount,600000.01",
					"limit_amount,599999.99", "valid_from,p.decided_at - interval '1 microsecond'",
					"valid_to,now() + interval '1 day'", "granted_by,'paula'", "approved_by,'fiona'" })
	void anAuthorityIsNothingElseThanWhatWasReleased(String column, String value) {
		String proposal = this.rows.released("carl", "600000", "EUR", "T0", "releaser");
		String facts = "gen_random_uuid() as id, 'carl' as signatory, 'Deputy' as capacity, 'clm' as team, null as subsidiary, null as programme, null as contracting_entity, 'T0' as term_class, 'EUR' as currency, 600000 as limit_amount, p.decided_at as valid_from, null::timestamptz as valid_to, 'tester' as granted_by, 'releaser' as approved_by, p.reference as proposal";
		String entered = "insert into countersign.signing_authority (id, signatory, capacity, team, subsidiary, programme, contracting_entity, term_class, currency, limit_amount, valid_from, valid_to, granted_by, approved_by, proposal) select "
				+ "%s from countersign.authority_proposal p where p.reference = ?";
		String changed = facts.replaceFirst("[^,]+ as " + column + "(,|$)",
				Matcher.quoteReplacement(" " + value + " as " + column) + "$1");
		assertThat(changed).isNotEqualTo(facts);
		refuses("not-released", () -> this.jdbc.update(entered.formatted(changed), proposal));
		assertThat(this.jdbc.update(entered.formatted(facts), proposal)).as("and as it was released").isOne();
	}

	@Test
	void nobodyReleasesTheirOwnProposalOrGain() {
		this.database.owner()
			.update("update countersign.person set identity = 'P-1' where user_id in ('carl', 'luise')");
		for (String by : new String[] { "tester", "carl", "luise" }) {
			refuses("segregation-of-duties", () -> this.rows.released("carl", "600000", "EUR", "T0", by));
		}
		// Two accounts turn out to be one person between the release and the entry.
		String proposal = this.rows.released("carl", "600000", "EUR", "T0", "releaser");
		this.database.owner()
			.update("insert into countersign.person (user_id, name, zone, identity) values ('releaser', 'R', 'UTC', 'P-1')");
		try {
			refuses("segregation-of-duties", () -> this.rows.enter(UUID.randomUUID(), proposal));
		}
		finally {
			this.database.owner().update("delete from countersign.person where user_id = 'releaser'");
		}
	}

	@Test
	void anAuthorityEndsEarlierAndNeverLater() {
		UUID id = this.rows.authority("carl", "600000", "EUR", "T0");
		String end = "update countersign.signing_authority set valid_to = now() + ? * interval '1 day' where id = ?";
		this.jdbc.update(end, 2, id);
		this.jdbc.update(end, 1, id);
		assertThatThrownBy(() -> this.jdbc.update(end, 3, id)).hasMessageContaining("never changed otherwise");
		assertThatThrownBy(
				() -> this.jdbc.update("update countersign.signing_authority set valid_to = null where id = ?", id))
			.hasMessageContaining("never changed otherwise");
	}

	@ParameterizedTest
	@ValueSource(strings = { "update countersign.signing_authority set valid_to = ? where granted_by = 'tester'",
			"update countersign.absence set ends = ? where registered_by = 'lea'" })
	void nothingEndsInThePast(String end) {
		this.rows.authority("carl", "600000", "EUR", "T0");
		this.rows.absence("mona", "max", ProofRows.now().minusDays(2), ProofRows.now().plusDays(2));
		atTheRealTime(() -> {
			refuses("clock-differs", () -> this.jdbc.update(end, ProofRows.now().minusMinutes(11)));
			assertThat(this.jdbc.update(end, ProofRows.now().minusMinutes(9))).isOne();
		});
	}

	@Test
	void theCatalogueCountsFromTodayOn() {
		String add = "insert into countersign.clause (code, version, title, term_class, kind, free_for, trust, source, valid_from, entered_by, entered_at) values ('M97', ?, 'Free', 'T0', 'AMENDMENT', '{EA}', 'Default', 'Test', ?, 'tester', now())";
		String end = "update countersign.clause set valid_to = ? where entered_by = 'tester'";
		LocalDate today = ProofRows.today();
		atTheRealTime(() -> {
			refuses("clock-differs", () -> this.jdbc.update(add, 98, today.minusDays(1)));
			assertThat(this.jdbc.update(add, 98, today)).isOne();
			this.database.owner().update(add, 99, today.minusDays(9));
			refuses("clock-differs", () -> this.jdbc.update(end + " and version = 99", today.minusDays(2)));
			assertThat(this.jdbc.update(end + " and version = 99", today.minusDays(1))).isOne();
		});
	}

	@Test
	void anAffiliateNeverEndsInThePast() {
		this.database.owner()
			.update("insert into countersign.contracting_entity values ('MSE', 'Test AB', 'SE', '2020-01-01', null, 'Default')");
		String end = "update countersign.contracting_entity set valid_to = ? where code = 'MSE'";
		LocalDate today = ProofRows.today();
		atTheRealTime(() -> {
			refuses("clock-differs", () -> this.jdbc.update(end, today.minusDays(2)));
			assertThat(this.jdbc.update(end, today)).isOne();
		});
	}

	/** Tests travel in time; these statements are judged as in an installation. */
	private void atTheRealTime(Runnable work) {
		String tolerance = "update countersign.signing_policy set clock_minutes = ?";
		this.database.owner().update(tolerance, 10);
		try {
			work.run();
		}
		finally {
			this.database.owner().update(tolerance, 52560000);
		}
	}

	private String proposed(String kind, String facts) {
		String proposal = "AU-2097-%06d".formatted(this.jdbc.queryForObject(
				"select count(*) from countersign.authority_proposal where reference like 'AU-2097-%'", Integer.class));
		this.jdbc.update("""
				insert into countersign.authority_proposal (reference, kind, facts, reason, proposed_by, proposed_at)
				values (?, ?, jsonb_build_object(%s), 'News', 'tester', now())""".formatted(facts), proposal, kind);
		return proposal;
	}

	private void release(String proposal) {
		this.jdbc.update(
				"update countersign.authority_proposal set status = 'RELEASED', decided_by = 'releaser', decided_at = now() where reference = ?",
				proposal);
	}

	private String rate(LocalDate day) {
		String proposal = proposed("RATE", "'currency', 'SEK', 'perEuro', '11.25', 'day', '%s'".formatted(day));
		release(proposal);
		return proposal;
	}

	private void enterRate(String proposal, LocalDate day, String perEuro) {
		this.jdbc.update("insert into countersign.exchange_rate values ('SEK', ?, ?, 'tester', ?)", day,
				new BigDecimal(perEuro), proposal);
	}

	@ParameterizedTest
	@ValueSource(ints = { -400, -1, 0 })
	void aRateNeverCountsForADayThatHasBegun(int days) {
		LocalDate day = ProofRows.today().plusDays(days);
		String proposal = rate(day);
		refuses("not-released", () -> enterRate(proposal, day, "11.25"));
		enterRate(proposal, ProofRows.today().plusDays(1), "11.25");
	}

	@Test
	void aRateIsTheOneThatWasReleased() {
		LocalDate day = ProofRows.today().plusDays(2);
		refuses("not-released", () -> enterRate(null, day, "11.25"));
		String open = proposed("RATE", "'currency', 'SEK', 'perEuro', '11.25', 'day', '%s'".formatted(day));
		refuses("not-released", () -> enterRate(open, day, "11.25"));
		release(open);
		refuses("not-released", () -> enterRate(open, day, "11.26"));
		refuses("not-released", () -> enterRate(open, day.plusDays(1), "11.25"));
		refuses("not-released", () -> this.jdbc
			.update("insert into countersign.exchange_rate values ('NOK', ?, 11.25, 'tester', ?)", day, open));
		enterRate(open, day, "11.25");
	}

	@Test
	void anAffiliateIsTheOneThatWasReleasedAndSignsFromTomorrow() {
		LocalDate tomorrow = ProofRows.today().plusDays(1);
		String proposal = proposed("ENTITY",
				"'code', 'MSE', 'name', 'Test AB', 'country', 'SE', 'validFrom', '%s'".formatted(ProofRows.today()));
		refuses("not-released", () -> enterEntity(proposal, "Test AB", tomorrow));
		release(proposal);
		refuses("not-released", () -> enterEntity(null, "Test AB", tomorrow));
		refuses("not-released", () -> enterEntity(proposal, "Other AB", tomorrow));
		refuses("not-released", () -> enterEntity(proposal, "Test AB", ProofRows.today()));
		enterEntity(proposal, "Test AB", tomorrow);
	}

	private void enterEntity(String proposal, String name, LocalDate from) {
		this.jdbc.update("insert into countersign.contracting_entity values ('MSE', ?, 'SE', ?, null, 'Default', ?)",
				name, from, proposal);
	}

	@Test
	void theApplicationNeverSaysWhoIsBehindAnAccount() {
		refuses("identity-kept-by-owner",
				() -> this.jdbc.update("update countersign.person set identity = 'P-1' where user_id = 'lea'"));
		this.database.owner().update("update countersign.person set identity = 'P-1' where user_id = 'lea'");
		for (String past : new String[] { "update countersign.person set identity = null where user_id = 'lea'",
				"update countersign.person set user_id = 'second' where user_id = 'lea'",
				"delete from countersign.person where user_id = 'lea'",
				"insert into countersign.person (user_id, name, zone, identity) values ('second', 'S', 'UTC', 'P-1')" }) {
			refuses("identity-kept-by-owner", () -> this.jdbc.update(past));
		}
		assertThat(this.jdbc.update("update countersign.person set name = name where user_id = 'lea'")).isOne();
		this.jdbc.update("insert into countersign.person (user_id, name, zone) values ('second', 'S', 'UTC')");
	}

}
