package io.countersign.agreement;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tasks that wait follow the absences of those whom they are offered to. */
@CountersignTest
class AbsencesTests {

	private static final String SIGN = "userTask_signAgreement";

	private static final Map<String, Object> SIGNED = Map.of("decision", "sign", "confirmed", true);

	@Autowired
	private ApplicationContext application;

	@Autowired
	private Absences absences;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	private OffsetDateTime now() {
		return this.walk.clock().instant().atOffset(ZoneOffset.UTC);
	}

	private void absent(String person, String cover) {
		this.database.jdbc()
			.update("insert into countersign.absence values (gen_random_uuid(), ?, ?, ?, ?, 'Holiday.', 'lea', ?)",
					person, cover, now().minusDays(1), now().plusDays(7), now());
	}

	private void back() {
		this.database.jdbc().update("update countersign.absence set ends = ?", now());
	}

	private List<String> offered(String reference) {
		return this.database.jdbc()
			.queryForList("select unnest(candidates) from countersign.work_item where reference = ? order by 1",
					String.class, reference);
	}

	@Test
	void aTaskIsOfferedToWhoeverStandsInWhenItOpens() {
		absent("mona", "chloe");
		assertThat(offered(this.walk.submit(Packages.clean().value("900000.00", "EUR")))).containsExactly("chloe");
		assertThat(offered(this.walk.submit(Packages.clean().id("L").purchaseOrder("L").value("1000000.01", "EUR"))))
			.as("more than the authority of whom she stands in for")
			.isEmpty();
	}

	@Test
	void anAbsenceThatBeginsOrEndsWhileATaskWaitsIsFollowed() {
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		assertThat(offered(reference)).isEmpty();
		absent("mona", "chloe");
		this.absences.run();
		assertThat(offered(reference)).containsExactly("chloe");
		this.absences.run();
		assertThat(offered(reference)).containsExactly("chloe");
		back();
		this.absences.run();
		assertThat(offered(reference)).isEmpty();
		assertThatThrownBy(() -> this.walk.claim(reference, SIGN, "chloe", "clm-FR")).isInstanceOfSatisfying(
				Refusal.class, (refusal) -> assertThat(refusal.code()).isEqualTo("authority-missing"));
	}

	@Test
	void theStepOfARequestIsFollowedToo() {
		String agreement = this.walk.submit(Packages.clean().amendment("C-17", false, "Payment within 90 days."));
		String terms = this.walk.terms(agreement);
		this.walk.triage(terms, "carl", "accept");
		assertThat(offered(terms)).isEmpty();
		absent("lars", "chloe");
		absent("magda", "luc");
		this.absences.run();
		assertThat(offered(terms)).containsExactly("chloe");
		this.walk.decideTerms(terms, "legal", "approve");
		this.walk.decideTerms(terms, "manager-1", "approve");
		assertThat(offered(terms)).as("the next step begins with its own cover").containsExactly("luc");
	}

	@Test
	void whatSomebodyHoldsIsOfferedToNobody() {
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		this.walk.claim(reference, SIGN, "max", "manager-2-DE");
		absent("mona", "chloe");
		this.absences.run();
		assertThat(offered(reference)).isEmpty();
	}

	@Test
	void whoeverReviewedIsNeitherOfferedItNorSignsAsACover() {
		String reference = this.walk.submit(Packages.clean()
			.value("200000.00", "EUR")
			.document("second-form.pdf", AgreementPackage.DocumentType.PSF, "X20-12883"));
		absent("mona", "carl");
		this.walk.pass(reference, "carl", "clm-DE", "Looked at both.");
		assertThat(offered(reference)).isEmpty();
		assertThatThrownBy(() -> this.walk.answer(reference, SIGN, "carl", "manager-1-DE", SIGNED))
			.hasMessageContaining("reviewed this package");
		assertThat(this.database.count("countersign.signature")).isZero();
	}

	@Test
	void nobodySignsAsACoverWhereTheAbsentPersonIsExcluded() {
		String agreement = this.walk.submit(Packages.clean().amendment("C-17", false, "Payment within 90 days."));
		this.walk.approveTerms(agreement);
		absent("mona", "chloe");
		this.absences.run();
		assertThat(offered(agreement)).as("the tier 1 manager decided on its terms").isEmpty();
		assertThatThrownBy(() -> this.walk.answer(agreement, SIGN, "chloe", "manager-1-DE", SIGNED))
			.hasMessageContaining("does not cover");
	}

	@Test
	void aCoverOfferStaysUntilItsLastMoment() {
		absent("mona", "chloe");
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		this.walk.clock().travel(Duration.ofDays(6));
		this.absences.run();
		assertThat(offered(reference)).containsExactly("chloe");
		this.walk.clock().travel(Duration.ofDays(2));
		this.absences.run();
		assertThat(offered(reference)).isEmpty();
	}

}
