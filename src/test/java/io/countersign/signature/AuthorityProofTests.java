package io.countersign.signature;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.Packages;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.signature.ProofRows.Request;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Every obstacle, met by statements of the application's own role. */
@CountersignTest
class AuthorityProofTests {

	private static final AskedTerm TERM = new AskedTerm("CTM", "Payment within \"60\" days.", null);

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
		this.database.force("delete from countersign.exchange_rate where source = 'tester'");
		this.database.force("delete from countersign.contracting_entity where name = 'tester'");
		this.database.force("delete from countersign.authority_proposal where proposed_by = 'tester'");
		this.database.force("delete from countersign.clause where entered_by = 'tester'");
		this.database.force("update countersign.clause set code = substr(code, 6) where code like 'KEPT-%'");
		this.database.force("update countersign.person set identity = null");
	}

	private static Packages special() {
		return ProofRows.worth("500000.00").amendment("CTM", false, " Payment  within\n\"60\" days. ");
	}

	private Request request(String value, String currency) {
		return this.rows.request(special().facts(), TERM, "T3", value, currency);
	}

	/** An agreement with a term that legal and the area lead granted up to its value. */
	private String grantedAgreement() {
		String agreement = this.rows.agreement(special());
		this.rows.link(agreement, "AMENDMENT", TERM,
				request("500000", "EUR").approvedBy("legal", "lars")
					.approvedBy("manager-2", "max")
					.granted()
					.reference());
		return agreement;
	}

	private void refuses(String code, ThrowingCallable work) {
		assertThat(DatabaseRefusals.in(catchThrowable(work)).orElseThrow().code()).isEqualTo(code);
	}

	@Test
	void whatIsApprovedByAllIsSignedBySomebodyElse() {
		String agreement = grantedAgreement();
		assertThat(this.rows.obstacles(agreement, "magda")).isEmpty();
		this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1);
		this.jdbc.update("update countersign.agreement set status = 'COUNTERSIGNED' where reference = ?", agreement);
		assertThat(ProofChecker.violations(this.jdbc)).isEmpty();
	}

	@Test
	void aSignatureIsMadeNow() {
		this.database.owner().update("update countersign.signing_policy set clock_minutes = 10");
		try {
			for (long minutes : new long[] { -11, 11, -60 * 24 * 365 }) {
				String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
				refuses("clock-differs", () -> sign(agreement, ProofRows.now().plusMinutes(minutes)));
			}
			sign(this.rows.agreement(ProofRows.worth("1000.00")), ProofRows.now().minusMinutes(9));
			sign(this.rows.agreement(ProofRows.worth("1000.00")), ProofRows.now().plusMinutes(9));
		}
		finally {
			this.database.owner().update("update countersign.signing_policy set clock_minutes = 52560000");
		}
	}

	private void sign(String agreement, OffsetDateTime at) {
		this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1, null, null, at);
	}

	@Test
	void anAgreementIsNotCountersignedWithoutItsSignature() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		for (String status : List.of("COUNTERSIGNED", "SUBMITTED_TO_ROC", "BOOKED")) {
			refuses("status-does-not-allow", () -> this.jdbc.update(
					"update countersign.agreement set status = ?, closed_at = case ? when 'BOOKED' then now() end where reference = ?",
					status, status, agreement));
		}
		refuses("status-does-not-allow",
				() -> this.rows.agreement("EA-2097-000001", ProofRows.worth("1.00"), "PROCESSED"));
	}

	@Test
	void aTermThatNobodyWasAskedForIsAnObstacle() {
		String agreement = this.rows.agreement(special());
		assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("terms-not-asked");
	}

	@Test
	void aTermThatTheRouteAsksNobodyAboutIsSignedWithoutAnApproval() {
		clause("CTM", "T0", "T0");
		Request request = request("T0").unasked(ProofRows.today()).closed("APPROVED", ProofRows.today().plusDays(1));
		String agreement = relyingOn(request);
		assertThat(this.rows.obstacles(agreement, "magda")).isEmpty();
		assertThat(this.rows.obstacles(agreement, "magda", ProofRows.now().plusDays(1)))
			.containsExactly("terms-expired");
		this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1);
		assertThat(ProofChecker.violations(this.jdbc)).isEmpty();
	}

	@Test
	void aTermThatNobodyWasAskedAboutIsAnObstacleWithoutTheRoutesAnswer() {
		clause("CTM", "T0", "T0");
		assertThat(this.rows.obstacles(relyingOn(request("T0").granted()), "magda"))
			.containsExactly("terms-not-approved");
	}

	/** Whatever the route says, and whatever class the request's row names. */
	@ParameterizedTest
	@CsvSource({ "T0,T0,T0,true", "T0,T0,T1,false", "T1,T0,T0,false", "T0,T3,T0,false", ",,T0,false" })
	void onlyTermsOfTheLeastClassGoUnasked(String catalogue, String ownWording, String requested, boolean allowed) {
		clause("CTM", catalogue, ownWording);
		Request request = request(requested);
		if (allowed) {
			request.unasked(ProofRows.today());
			return;
		}
		refuses("terms-not-approved", () -> request.unasked(ProofRows.today()));
		this.database.owner().update("update countersign.signing_policy set unasked_class = 'T5'");
		try {
			request.unasked(ProofRows.today()).granted();
			String agreement = relyingOn(request);
			assertThat(this.rows.obstacles(agreement, "magda")).isEmpty();
			this.database.owner().update("update countersign.signing_policy set unasked_class = 'T0'");
			assertThat(this.rows.obstacles(agreement, "magda")).as("the policy of the day of the signature")
				.containsExactly("terms-not-approved");
		}
		finally {
			this.database.owner().update("update countersign.signing_policy set unasked_class = 'T0'");
		}
	}

	@Test
	void thatNobodyIsAskedIsTheAnswerOfARouteForThisContent() {
		clause("CTM", "T0", "T0");
		Request request = request("T0");
		refuses("terms-changed", () -> request.unasked("0".repeat(64), 1, ProofRows.today()));
		refuses("terms-changed", () -> request.unasked(request.contentHash(), 4711, ProofRows.today()));
		Request asked = request("T0").asks("legal");
		refuses("terms-changed", () -> asked.unasked(ProofRows.today()));
		Request granted = request("T0").granted();
		refuses("terms-changed", () -> granted.unasked(ProofRows.today()));
		request.unasked(ProofRows.today());
		assertThatThrownBy(() -> this.jdbc.update("update countersign.unasked_terms set expires_on = '2999-01-01'"))
			.rootCause()
			.hasMessageContaining("permission denied");
	}

	@Test
	void nothingGoesUnaskedOnADayWithoutAPolicy() {
		clause("CTM", "T3", "T3");
		Request request = request("T3");
		refuses("terms-not-approved",
				() -> this.jdbc.update("insert into countersign.unasked_terms values (?, 1, '{1}', ?, 1, ?, ?)",
						request.reference(), request.contentHash(), ProofRows.now().withYear(1999), ProofRows.today()));
	}

	private Request request(String termClass) {
		return this.rows.request(special().facts(), TERM, termClass, "500000", "EUR");
	}

	private String relyingOn(Request request) {
		String agreement = this.rows.agreement(special());
		this.rows.link(agreement, "AMENDMENT", TERM, request.reference());
		return agreement;
	}

	/** The newest version of a clause in the catalogue; none where no class is given. */
	private void clause(String code, String termClass, String ownWordingClass) {
		this.database.force("update countersign.clause set code = 'KEPT-' || code where code = ?", code);
		if (termClass != null) {
			this.database
				.force("""
						insert into countersign.clause (code, version, title, term_class, own_wording_class, kind, trust, source,
							valid_from, entered_by, entered_at)
						values (?, 99, 'A term', ?, ?, 'CUSTOM', 'Default', 'Test', '2000-01-01', 'tester', now())""",
						code, termClass, ownWordingClass);
		}
	}

	@Test
	void aTermIsAnObstacleUntilEveryOfficeHasApprovedIt() {
		String agreement = this.rows.agreement(special());
		Request request = request("500000", "EUR");
		this.rows.link(agreement, "AMENDMENT", TERM, request.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).contains("terms-not-approved");
		request.approvedBy("legal", "lars").asks("manager-2");
		request.closed("APPROVED", ProofRows.today());
		assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("approval-missing");
		refuses("terms-not-approved",
				() -> this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1));
		request.decided("max", "REFUSE", "[]", ProofRows.today());
		assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("approval-missing");
	}

	@Test
	void anApprovalOfOtherWordsIsNone() {
		String agreement = this.rows.agreement(special());
		AskedTerm other = new AskedTerm("CTM", "Payment within \"90\" days.", null);
		this.rows.link(agreement, "AMENDMENT", TERM,
				this.rows.request(special().facts(), other, "T3", "500000", "EUR")
					.approvedBy("legal", "lars")
					.granted()
					.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).contains("terms-differ");
	}

	@ParameterizedTest
	@CsvSource({ "499999.99,EUR,false", "500000.00,EUR,true", "500000.01,EUR,true", "549999.99,USD,false",
			"550000.00,USD,true", "550000.01,USD,true" })
	void anApprovalCoversExactlyItsValue(String value, String currency, boolean covered) {
		String agreement = this.rows.agreement(special());
		this.rows.link(agreement, "AMENDMENT", TERM,
				request(value, currency).approvedBy("legal", "lars").granted().reference());
		assertThat(this.rows.obstacles(agreement, "magda"))
			.isEqualTo(covered ? List.of() : List.of("terms-value-exceeded"));
	}

	@ParameterizedTest
	@CsvSource({ "-1,false", "0,true", "1,true" })
	void anApprovalEndsAfterItsLastDay(int days, boolean covered) {
		String agreement = this.rows.agreement(special());
		Request request = request("500000", "EUR").asks("legal")
			.decided("lars", "APPROVE", "[]", ProofRows.today().plusDays(days))
			.closed("APPROVED", ProofRows.today().plusDays(30));
		this.rows.link(agreement, "AMENDMENT", TERM, request.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).isEqualTo(covered ? List.of() : List.of("terms-expired"));
		this.jdbc.update("update countersign.special_terms_request set expires_on = ? where reference = ?",
				ProofRows.today().minusDays(1), request.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).contains("terms-expired");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"kind\":\"MAX_VALUE\",\"value\":\"499999.99\"}|false",
			"{\"kind\":\"MAX_VALUE\",\"value\":\"500000\"}|true",
			"{\"kind\":\"MAX_VALUE\",\"value\":\"500000.01\"}|true", "{\"kind\":\"DOCUMENT\",\"value\":\"PSF\"}|true",
			"{\"kind\":\"DOCUMENT\",\"value\":\"CREDIT\"}|false",
			"{\"kind\":\"SIGNED_BY\",\"value\":\"2000-01-01\"}|false",
			"{\"kind\":\"SIGNED_BY\",\"value\":\"2099-01-01\"}|true",
			"{\"kind\":\"MAX_DISCOUNT\",\"value\":\"0\"}|true", "{\"kind\":\"NOTE\",\"words\":\"Mind.\"}|true",
			"{\"kind\":\"UNHEARD_OF\",\"value\":\"1\"}|false" })
	void aConditionHolds(String condition, boolean kept) {
		String agreement = this.rows.agreement(special());
		this.rows.link(agreement, "AMENDMENT", TERM,
				request("500000", "EUR").asks("legal")
					.decided("lars", "APPROVE_WITH_CONDITIONS", "[" + condition + "]", ProofRows.today())
					.closed("APPROVED_WITH_CONDITIONS", ProofRows.today())
					.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).isEqualTo(kept ? List.of() : List.of("condition-broken"));
	}

	@Test
	void anApprovalOfAnotherCustomerOrResellerIsNone() {
		for (Map.Entry<String, Object> change : Map
			.<String, Object>of("/customer/legalName", "Fabrikam AG", "/customer/country", "AT", "/programme", "EAS")
			.entrySet()) {
			String agreement = this.rows.agreement(special().with(change.getKey(), change.getValue()));
			this.rows.link(agreement, "AMENDMENT", TERM,
					request("500000", "EUR").approvedBy("legal", "lars").granted().reference());
			assertThat(this.rows.obstacles(agreement, "magda")).as(change.getKey()).containsExactly("terms-of-another");
		}
	}

	@Test
	void aClaimedExceptionNeedsAnApprovalToo() {
		Packages pack = ProofRows.worth("500000.00")
			.with("/exceptions", List.of(Map.of("kind", "DISCOUNT", "reference", "ELSEWHERE-1", "percent", 12.50)));
		AskedTerm term = new AskedTerm("DISCOUNT", null, new BigDecimal("12.5"));
		String agreement = this.rows.agreement(pack);
		assertThat(this.rows.obstacles(agreement, "magda")).contains("terms-not-asked");
		this.rows.link(agreement, "EXCEPTION", term,
				this.rows.request(pack.facts(), term, "T2", "500000", "EUR")
					.approvedBy("finance", "fiona")
					.granted()
					.reference());
		assertThat(this.rows.obstacles(agreement, "magda")).isEmpty();
	}

	@Test
	void anApprovalCountsForALaterRevisionOfTheSameContent() {
		String agreement = this.rows.agreement(special());
		Request request = request("500000", "EUR").approvedBy("legal", "lars");
		this.rows.link(agreement, "AMENDMENT", TERM, request.reference());
		this.jdbc.update("update countersign.special_terms_request set revision = 2 where reference = ?",
				request.reference());
		request.revision(2);
		request.asks("legal").closed("APPROVED", ProofRows.today());
		assertThat(this.rows.obstacles(agreement, "magda")).isEmpty();
	}

	@Test
	void whatARequestAsksForIsNotChangedBehindItsApprovals() {
		String agreement = grantedAgreement();
		String request = this.jdbc.queryForObject("select request from countersign.submission_term where reference = ?",
				String.class, agreement);
		refuses("terms-changed", () -> this.jdbc
			.update("update countersign.special_terms_request set value = 9 where reference = ?", request));
		// With a new revision, what was approved is not its content any more.
		this.jdbc.update(
				"update countersign.special_terms_request set value = 900000, revision = 2 where reference = ?",
				request);
		assertThat(this.rows.obstacles(agreement, "magda")).isNotEmpty();
	}

	@Test
	void anApproverDecidesInOfficeOrAsCover() {
		Request request = request("500000", "EUR").asks("legal");
		refuses("authority-missing", () -> request.decided("fiona", "APPROVE", "[]", ProofRows.today()));
		UUID over = this.rows.absence("lars", "fiona", ProofRows.now().minusDays(2), ProofRows.now());
		refuses("authority-missing", () -> request.decided("fiona", "APPROVE", "[]", ProofRows.today(), "lars", over));
		UUID away = this.rows.absence("lars", "fiona", ProofRows.now(), ProofRows.now().plusDays(1));
		request.decided("fiona", "APPROVE", "[]", ProofRows.today(), "lars", away);
	}

	@Test
	void nobodyDecidesOnTermsAskedForByTheSamePersonOrForTwoOffices() {
		this.database.owner()
			.update("update countersign.person set identity = 'P-1' where user_id in ('lars', 'fiona')");
		Request request = request("500000", "EUR").approvedBy("legal", "lars").asks("finance");
		refuses("segregation-of-duties", () -> request.decided("fiona", "APPROVE", "[]", ProofRows.today()));
		Request own = request("500000", "EUR").asks("finance");
		this.database.force("update countersign.special_terms_request set requested_by = 'lars' where reference = ?",
				own.reference());
		refuses("segregation-of-duties", () -> own.decided("fiona", "APPROVE", "[]", ProofRows.today()));
	}

	@Test
	void theSignerIsNobodyWhoTookPartInAnyAccountOfTheSamePerson() {
		String agreement = grantedAgreement();
		assertThat(this.rows.obstacles(agreement, "max")).containsExactly("segregation-of-duties");
		this.database.owner()
			.update("update countersign.person set identity = 'P-7' where user_id in ('max', 'magda')");
		assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("segregation-of-duties");
		refuses("segregation-of-duties",
				() -> this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1));
		this.database.owner().update("update countersign.person set identity = null");
		this.jdbc.update(
				"insert into countersign.review values (gen_random_uuid(), ?, 1, 'pass', null, 'magda', now())",
				agreement);
		assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("segregation-of-duties");
	}

	@Test
	void whoSignedDoesNotJudgeAfterwards() {
		String agreement = grantedAgreement();
		this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 1);
		refuses("segregation-of-duties",
				() -> this.jdbc.update(
						"insert into countersign.review values (gen_random_uuid(), ?, 1, 'pass', null, 'magda', now())",
						agreement));
		refuses("terms-changed", () -> this.jdbc.update(
				"update countersign.special_terms_request set status = 'WITHDRAWN' where reference like 'ST-2098-%'"));
		refuses("status-does-not-allow",
				() -> this.jdbc.update("delete from countersign.submission_term where reference = ?", agreement));
	}

	@Test
	void aFindingThatNobodyJudgedIsAnObstacle() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		this.jdbc.update(
				"insert into countersign.finding (reference, number, position, code, severity, fault_party, message, cure) values (?, 1, 1, 'DAT-01', 'WARNING', 'LSP', 'Odd.', 'Look.')",
				agreement);
		assertThat(this.rows.obstacles(agreement, "mona")).containsExactly("finding-not-judged");
	}

	@ParameterizedTest
	@CsvSource({ "599999.99,EUR,EUR,true", "600000.00,EUR,EUR,true", "600000.01,EUR,EUR,false",
			"659999.99,USD,EUR,true", "660000.00,USD,EUR,true", "660000.01,USD,EUR,false", "545454.54,EUR,USD,true",
			"545454.55,EUR,USD,false" })
	void anAuthorityEndsExactlyAtItsLimitInAnyCurrency(String amount, String currency, String authority,
			boolean covered) {
		String agreement = this.rows.agreement(ProofRows.worth("1.00").value(amount, currency));
		this.rows.authority("carl", "600000", authority, "T0");
		assertThat(this.rows.obstacles(agreement, "carl"))
			.isEqualTo(covered ? List.of() : List.of("authority-missing"));
	}

	@Test
	void amountsCompareAtTheNewestRateOfTheDayOrBefore() {
		String agreement = this.rows.agreement(ProofRows.worth("1.00").value("660000.00", "USD"));
		this.rows.authority("carl", "600000", "EUR", "T0");
		rate("USD", 0, "1.09");
		assertThat(this.rows.obstacles(agreement, "carl")).containsExactly("authority-missing");
		rate("USD", 1, "1.2");
		assertThat(this.rows.obstacles(agreement, "carl")).containsExactly("authority-missing");
		assertThatThrownBy(() -> this.database.owner().update("update countersign.exchange_rate set per_euro = 2"))
			.hasMessageContaining("never changed");
		String unknown = this.rows.agreement(ProofRows.worth("1.00").value("1.00", "JPY"));
		assertThat(this.rows.obstacles(unknown, "carl")).contains("authority-missing");
	}

	private void rate(String currency, int inDays, String perEuro) {
		this.database.owner()
			.update("insert into countersign.exchange_rate values (?, ?, ?, 'tester')", currency,
					ProofRows.today().plusDays(inDays), new BigDecimal(perEuro));
	}

	@ParameterizedTest
	@CsvSource({ "T2,false", "T3,true", "T4,true" })
	void anAuthorityCoversTermsUpToItsClass(String termClass, boolean covered) {
		String agreement = grantedAgreement();
		this.rows.authority("carl", "600000", "EUR", termClass);
		assertThat(this.rows.obstacles(agreement, "carl"))
			.isEqualTo(covered ? List.of() : List.of("authority-missing"));
	}

	@ParameterizedTest
	@CsvSource({ "contracting_entity,MIOL,true", "contracting_entity,OTHER,false", "subsidiary,DE,true",
			"subsidiary,FR,false", "programme,EA-EE,true", "programme,SCE,false" })
	void anAuthorityHoldsForItsEntityDeskAndProgramme(String column, String value, boolean covered) {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		UUID authority = this.rows.authority("carl", "600000", "EUR", "T0");
		this.database.force("update countersign.signing_authority set %s = ? where id = ?".formatted(column), value,
				authority);
		assertThat(this.rows.obstacles(agreement, "carl"))
			.isEqualTo(covered ? List.of() : List.of("authority-missing"));
	}

	@Test
	void whereNoAffiliateSignsForTheCountryNobodySigns() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00").with("/customer/country", "NO"));
		assertThat(this.rows.obstacles(agreement, "max")).containsExactly("contracting-entity-missing",
				"authority-missing");
		this.database.owner()
			.update("insert into countersign.contracting_entity values ('MNO', 'tester', 'NO', ?, null, 'Default')",
					ProofRows.today());
		assertThat(this.rows.obstacles(agreement, "max")).isEmpty();
	}

	@Test
	void anAuthorityHoldsFromItsFirstToBeforeItsLastMoment() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		UUID authority = this.rows.authority("carl", "600000", "EUR", "T0");
		var from = ProofRows.now().minusDays(1);
		this.database.force("update countersign.signing_authority set valid_from = ? where id = ?", from, authority);
		var to = ProofRows.now().plusHours(1);
		this.jdbc.update("update countersign.signing_authority set valid_to = ? where id = ?", to, authority);
		assertThat(this.rows.obstacles(agreement, "carl", from.minusSeconds(1))).containsExactly("authority-missing");
		assertThat(this.rows.obstacles(agreement, "carl", from)).isEmpty();
		assertThat(this.rows.obstacles(agreement, "carl", to.minusSeconds(1))).isEmpty();
		assertThat(this.rows.obstacles(agreement, "carl", to)).containsExactly("authority-missing");
	}

	@Test
	void coverSignsUpToTheAbsentPersonsAuthorityAndNeverWhereEitherIsExcluded() {
		String agreement = this.rows.agreement(ProofRows.worth("900000.00"));
		assertThat(this.rows.obstacles(agreement, "carl")).containsExactly("authority-missing");
		UUID away = this.rows.absence("mona", "carl", ProofRows.now(), ProofRows.now().plusDays(3));
		assertThat(this.rows.obstacles(agreement, "carl")).isEmpty();
		assertThat(this.rows.obstacles(agreement, "carl", ProofRows.now().minusMinutes(1)))
			.containsExactly("authority-missing");
		assertThat(this.rows.obstacles(agreement, "carl", ProofRows.now().plusDays(3).plusSeconds(1)))
			.containsExactly("authority-missing");
		assertThat(this.rows.obstacles(this.rows.agreement(ProofRows.worth("1000000.01")), "carl"))
			.containsExactly("authority-missing");
		String judged = this.rows.agreement(ProofRows.worth("900000.00"));
		this.jdbc.update("insert into countersign.review values (gen_random_uuid(), ?, 1, 'pass', null, 'mona', now())",
				judged);
		assertThat(this.rows.obstacles(judged, "carl")).containsExactly("authority-missing");
		refuses("authority-missing", () -> this.rows.sign(agreement, "carl", this.rows.authorityOf("mona", "EUR"), 1));
		this.rows.sign(agreement, "carl", this.rows.authorityOf("mona", "EUR"), 1, "mona", away, ProofRows.now());
		assertThat(ProofChecker.violations(this.jdbc)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "4999999.99,1", "5000000.00,1", "5000000.01,2" })
	void aboveTheTopTierTwoDifferentPeopleSign(String amount, int needed) {
		String agreement = this.rows.agreement(ProofRows.worth(amount));
		this.rows.sign(agreement, "max", this.rows.authorityOf("max", "EUR"), 1);
		ThrowingCallable countersigned = () -> this.jdbc
			.update("update countersign.agreement set status = 'COUNTERSIGNED' where reference = ?", agreement);
		if (needed == 2) {
			refuses("status-does-not-allow", countersigned);
			assertThat(this.rows.obstacles(agreement, "max")).containsExactly("segregation-of-duties");
			this.database.owner()
				.update("update countersign.person set identity = 'P-7' where user_id in ('max', 'magda')");
			assertThat(this.rows.obstacles(agreement, "magda")).containsExactly("segregation-of-duties");
			this.database.owner().update("update countersign.person set identity = null");
			this.rows.sign(agreement, "magda", this.rows.authorityOf("magda", "EUR"), 2);
		}
		assertThat(this.rows.obstacles(agreement, "magda")).contains("already-countersigned");
		assertThat(catchThrowable(countersigned)).isNull();
		assertThat(ProofChecker.violations(this.jdbc)).isEmpty();
	}

	@Test
	void theStandingAuthoritySignsNoTermsAndNothingThatAPersonHasToSign() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		assertThat(this.rows.obstacles(agreement, "standing")).containsExactly("status-does-not-allow");
		String received = this.rows.agreement("EA-2096-" + agreement.substring(8), ProofRows.worth("1000.00"),
				"RECEIVED");
		assertThat(this.rows.obstacles(received, "standing")).isEmpty();
		String terms = this.rows.agreement("EA-2095-" + agreement.substring(8), special(), "RECEIVED");
		this.rows.link(terms, "AMENDMENT", TERM,
				request("500000", "EUR").approvedBy("legal", "lars").granted().reference());
		assertThat(this.rows.obstacles(terms, "standing")).contains("standing-authority-exceeded");
		String large = this.rows.agreement("EA-2094-" + agreement.substring(8), ProofRows.worth("5000000.01"),
				"RECEIVED");
		assertThat(this.rows.obstacles(large, "standing")).contains("standing-authority-exceeded", "authority-missing");
	}

	@Test
	void aClosedOrReturnedAgreementIsNotSigned() {
		String agreement = this.rows.agreement(ProofRows.worth("1000.00"));
		this.jdbc.update("update countersign.agreement set status = 'WITHDRAWN', closed_at = now() where reference = ?",
				agreement);
		assertThat(this.rows.obstacles(agreement, "mona")).containsExactly("status-does-not-allow");
		refuses("status-does-not-allow",
				() -> this.rows.sign(agreement, "mona", this.rows.authorityOf("mona", "EUR"), 1));
	}

	@Test
	void whatWasReceivedIsNeverChanged() {
		String agreement = this.rows.agreement(special());
		assertThatThrownBy(() -> this.jdbc
			.update("update countersign.submission set facts = facts - 'amendments' where reference = ?", agreement))
			.hasMessageContaining("never changed");
		assertThatThrownBy(() -> this.jdbc
			.update("update countersign.agreement set total_value = 1 where reference = ?", agreement))
			.hasMessageContaining("never changed");
		assertThatThrownBy(
				() -> this.database.owner().update("delete from countersign.submission where reference = ?", agreement))
			.hasMessageContaining("never changed");
	}

	@Test
	void deferringTheProofOnlyDelaysIt() {
		String agreement = this.rows.agreement(ProofRows.worth("900000.00"));
		refuses("authority-missing", () -> this.jdbc.execute((java.sql.Connection connection) -> {
			connection.setAutoCommit(false);
			try (var statement = connection.createStatement()) {
				statement.execute("set constraints all deferred");
				statement.execute(
						"""
								insert into countersign.document values (encode(sha256('a'), 'hex'), 'a', 1, 1, now()), (encode(sha256('b'), 'hex'), 'b', 1, 1, now());
								insert into countersign.signature (reference, submission, signed_sha256, unsigned_sha256, unsigned_length, content_hash,
									signatory, name, capacity, authority, signed_at, certificate_subject, certificate_serial, signature_value_sha256)
								select reference, 1, encode(sha256('a'), 'hex'), encode(sha256('b'), 'hex'), 1, content_hash, 'lea', 'Lea', 'Lead',
									(select id from countersign.signing_authority where signatory = 'lea' limit 1), date_trunc('second', now()), 'CN=x', '1', repeat('1', 64)
								from countersign.agreement""");
				connection.commit();
			}
			finally {
				connection.rollback();
				connection.setAutoCommit(true);
			}
			return null;
		}));
		assertThat(this.rows.obstacles(agreement, "max")).isEmpty();
	}

	@Test
	void theApplicationsRoleCannotSwitchTheProofOff() {
		assertThat(this.jdbc.queryForObject("select current_user", String.class)).isEqualTo("countersign_app");
		assertThat(this.jdbc.queryForObject(
				"select count(*) from pg_class where relowner = current_user::regrole and relnamespace <> 'pg_toast'::regnamespace",
				Long.class))
			.isZero();
		for (String past : List.of("alter table countersign.signature disable trigger signature_is_proved",
				"drop trigger signature_is_proved on countersign.signature", "truncate countersign.submission cascade",
				"drop function countersign.signing_obstacles",
				"create or replace function countersign.signature_is_proved() returns trigger language plpgsql as 'begin return null; end'",
				"create table countersign.own (word text)",
				"update countersign.signing_policy set two_signers_above = 1000000000",
				"alter role countersign_app superuser", "set role countersign")) {
			assertThatThrownBy(() -> this.jdbc.execute(past)).as(past)
				.rootCause()
				.hasMessageMatching("(?s).*(permission denied|must be owner).*");
		}
	}

}
