package io.countersign.agreement;

import java.time.Duration;
import java.util.Map;

import io.countersign.CountersignTest;
import io.countersign.agreement.AgreementPackage.DocumentType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens to a package that goes back to the reseller:
 * {@code agreement-execution.bpmn}, "Correction by the reseller".
 */
@CountersignTest
class ReturnedPackageTests {

	@Autowired
	private ApplicationContext application;

	private ProcessWalk walk;

	@BeforeEach
	void start() {
		this.walk = new ProcessWalk(this.application);
	}

	@Test
	void aPackageWithDefectsGoesBackAndNobodyIsBothered() {
		String reference = this.walk.submit(defective());
		assertThat(this.walk.way(reference)).containsExactly("startEvent_received", "serviceTask_validatePackage",
				"gateway_route", "serviceTask_returnToReseller", "gateway_roundLeft", "subProcess_awaitCorrection",
				"startEvent_returned", "receiveTask_correctedPackage");
		assertThat(this.walk.tasks(reference)).isEmpty();
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
	}

	@Test
	void theResellerIsRemindedThenChasedThenTheAgreementExpires() {
		String reference = this.walk.submit(defective());
		this.walk.after(Duration.ofDays(4));
		assertThat(this.walk.way(reference)).contains("serviceTask_remindReseller", "endEvent_reminded");
		this.walk.after(Duration.ofDays(4));
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_correctedPackage",
				"userTask_chaseReseller");
		this.walk.answer(reference, "userTask_chaseReseller", "clara", "clm-DE",
				Map.of("outcome", "contacted", "note", "Promised for Monday."));
		assertThat(this.walk.way(reference)).endsWith("userTask_chaseReseller", "serviceTask_recordChase",
				"endEvent_chased");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
		this.walk.after(Duration.ofDays(30));
		assertThat(this.walk.way(reference))
			.endsWith("event_expiryDue", "serviceTask_expireAgreement", "endEvent_expired")
			.doesNotContain("endEvent_corrected");
		assertThat(this.walk.ended(reference)).isTrue();
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.EXPIRED);
	}

	@Test
	void aCorrectedPackageEndsTheChaseAndIsValidatedAgain() {
		String reference = this.walk.submit(defective());
		this.walk.after(Duration.ofDays(8));
		assertThat(this.walk.tasks(reference)).hasSize(1);
		this.walk.correct(reference, defective().purchaseOrder("PO-4712"));
		assertThat(this.walk.tasks(reference)).isEmpty();
		assertThat(this.walk.way(reference)).containsSubsequence("receiveTask_correctedPackage", "endEvent_corrected",
				"serviceTask_validatePackage", "gateway_route", "serviceTask_returnToReseller",
				"receiveTask_correctedPackage");
		assertThat(this.walk.waitsAt(reference)).containsExactly("receiveTask_correctedPackage");
		assertThat(this.walk.status(reference)).isEqualTo(AgreementStatus.RETURNED);
	}

	/** A package without its signature form. */
	private Packages defective() {
		return Packages.clean(this.walk.clock().instant().atZone(java.time.ZoneOffset.UTC).toLocalDate())
			.withoutDocument(DocumentType.PSF);
	}

}
