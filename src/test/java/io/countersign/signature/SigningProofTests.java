package io.countersign.signature;

import java.util.List;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.Database;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.Packages;
import io.countersign.agreement.ProcessWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a signatory reads before signing says what the database will say. */
@CountersignTest
class SigningProofTests {

	private static final Map<String, Object> SIGN = Map.of("decision", "sign", "confirmed", true);

	@Autowired
	private ApplicationContext application;

	@Autowired
	private SigningProofs proofs;

	@Autowired
	private Database database;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	private SigningProof.Line line(SigningProof proof, String subject) {
		return proof.lines().stream().filter((line) -> line.subject().equals(subject)).findFirst().orElseThrow();
	}

	@Test
	void everyPointIsAnsweredWhereNothingStandsInTheWay() {
		String reference = this.walk.submit(Packages.clean().value("900000.00", "EUR"));
		SigningProof proof = this.proofs.of(reference, "max");
		assertThat(proof.holds()).isTrue();
		assertThat(proof.lines()).extracting(SigningProof.Line::subject)
			.containsExactly("What you sign", "Findings", "Special terms", "Your authority", "In whose name",
					"Who did what", "How many sign");
		assertThat(proof.lines()).allSatisfy((line) -> assertThat(line.sentences()).isNotEmpty());
		assertThat(line(proof, "Your authority").sentences())
			.containsExactly("Manager, tier 2: up to EUR 10,000,000.00, terms up to class T5.");
		assertThat(line(proof, "In whose name").sentences().get(0)).contains("Microsoft Ireland Operations Limited");
		assertThat(line(proof, "How many sign").sentences())
			.containsExactly("One person signs an agreement of this value.");
	}

	@Test
	void whatStandsInTheWayIsSaidInTheWordsOfTheDatabase() {
		String reference = this.walk.submit(Packages.clean().value("1000000.01", "EUR"));
		SigningProof proof = this.proofs.of(reference, "mona");
		assertThat(proof.holds()).isFalse();
		assertThat(line(proof, "Your authority").holds()).isFalse();
		assertThat(proof.obstacles())
			.containsExactly("The authority of Mona Keller does not cover EUR 1,000,000.01 now.");
		assertThatThrownBy(() -> this.walk.claim(reference, "userTask_signAgreement", "mona", "manager-2-DE"))
			.hasMessageContaining("does not cover");
	}

	@Test
	void whoReviewedReadsThatSomebodyElseSigns() {
		String reference = this.walk.submit(
				Packages.clean().value("200000.00", "EUR").document("second-form.pdf", DocumentType.PSF, "X20-12883"));
		this.walk.pass(reference, "lea", "clm-lead-DE", "Looked at both.");
		assertThat(line(this.proofs.of(reference, "lea"), "Who did what").sentences())
			.containsExactly("Lea Hoffmann reviewed this package, so somebody else has to sign it.");
		SigningProof.Line others = line(this.proofs.of(reference, "mona"), "Who did what");
		assertThat(others.holds()).isTrue();
		assertThat(others.sentences()).contains("Lea Hoffmann reviewed this package.", "You did none of this.");
		assertThat(line(this.proofs.of(reference, "mona"), "Findings").sentences().get(0)).contains("accepted");
	}

	@Test
	void theSecondPersonReadsWhoSignedFirst() {
		String reference = this.walk.submit(Packages.clean().value("5000000.01", "EUR"));
		assertThat(line(this.proofs.of(reference, "max"), "How many sign").sentences())
			.containsExactly("Two people sign an agreement of this value; you are the first.");
		this.walk.answer(reference, "userTask_signAgreement", "max", "manager-2-DE", SIGN);
		assertThat(line(this.proofs.of(reference, "magda"), "How many sign").sentences().get(0))
			.startsWith("Max Lindner, Manager, tier 2, signed on");
		assertThat(this.proofs.of(reference, "magda").holds()).isTrue();
		assertThat(this.proofs.of(reference, "max").obstacles()).singleElement()
			.asString()
			.startsWith("Max Lindner has signed already");
		this.walk.answer(reference, "userTask_signAgreement", "magda", "manager-2-DE", SIGN);
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.SUBMITTED_TO_ROC);
		assertThat(this.database.jdbc()
			.queryForList("select signatory from countersign.standing_signature where reference = ? order by position",
					String.class, reference))
			.isEqualTo(List.of("max", "magda"));
	}

}
