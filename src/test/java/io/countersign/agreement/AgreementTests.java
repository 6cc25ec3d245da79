package io.countersign.agreement;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.countersign.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which status may follow which. */
class AgreementTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	@ParameterizedTest
	@EnumSource(value = AgreementStatus.class, names = { "BOOKED", "WITHDRAWN", "DECLINED", "EXPIRED" })
	void aClosedAgreementStaysClosed(AgreementStatus closed) {
		assertThat(Stream.of(AgreementStatus.values()).filter((next) -> Agreement.allows(closed, next))).isEmpty();
		assertThat(closed.closed()).isTrue();
	}

	@Test
	void nothingIsCountersignedTwice() {
		assertThat(followers(AgreementStatus.COUNTERSIGNED)).containsExactlyInAnyOrder(AgreementStatus.RECEIVED,
				AgreementStatus.READY_TO_SIGN);
	}

	@Test
	void onlyWhatIsSignedOrSentBackReachesTheRoc() {
		assertThat(followers(AgreementStatus.SUBMITTED_TO_ROC)).containsExactlyInAnyOrder(AgreementStatus.COUNTERSIGNED,
				AgreementStatus.ROC_REJECTED, AgreementStatus.ROC_ON_HOLD);
	}

	@Test
	void onlyAnInvoiceLeadsToBooking() {
		assertThat(followers(AgreementStatus.BOOKED)).containsExactly(AgreementStatus.INVOICED);
	}

	@Test
	void everythingOpenCanBeWithdrawnUntilItIsInvoiced() {
		Set<AgreementStatus> open = EnumSet.allOf(AgreementStatus.class);
		open.removeIf((status) -> status.closed() || status == AgreementStatus.INVOICED);
		assertThat(followers(AgreementStatus.WITHDRAWN)).containsExactlyInAnyOrderElementsOf(open);
	}

	@Test
	void aForbiddenChangeIsRefusedAndChangesNothing() {
		Agreement agreement = received();
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> agreement.moveTo(AgreementStatus.BOOKED, NOW))
			.satisfies((refusal) -> assertThat(refusal.code()).isEqualTo("status-does-not-allow"));
		assertThat(agreement.status()).isEqualTo(AgreementStatus.RECEIVED);
	}

	@Test
	void aChangeOfStatusEndsWhatWasWaitedFor() {
		Agreement agreement = received();
		agreement.waitsFor("Something", NOW, NOW.plusSeconds(60));
		agreement.moveTo(AgreementStatus.IN_REVIEW, NOW);
		assertThat(agreement.waitsFor()).isNull();
	}

	/** The statuses that may become this one. */
	private static List<AgreementStatus> followers(AgreementStatus next) {
		return Stream.of(AgreementStatus.values()).filter((status) -> Agreement.allows(status, next)).toList();
	}

	private static Agreement received() {
		return new Agreement(new IncomingSubmission("EA-2027-000101", 1, "northwind", "DE", Packages.clean().facts(),
				List.of(), "0".repeat(64), NOW, PackageHistory.NONE, "northwind"));
	}

}
