package io.countersign.roc;

import io.countersign.kernel.Sha256;
import io.countersign.roc.OperationKey.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OperationKeyTests {

	private final OperationKey first = OperationKey.first("EA-2027-000123", 1, Operation.ORDER);

	@Test
	void isTheHashOfWhatItStandsFor() {
		assertThat(this.first.value()).isEqualTo(Sha256.of("EA-2027-000123|1|ORDER"));
	}

	@Test
	void isTheSameEachTime() {
		assertThat(OperationKey.first("EA-2027-000123", 1, Operation.ORDER).value()).isEqualTo(this.first.value());
	}

	@Test
	void differsByAgreementSubmissionOperationAndRound() {
		assertThat(new String[] { this.first.value(), OperationKey.first("EA-2027-000124", 1, Operation.ORDER).value(),
				OperationKey.first("EA-2027-000123", 2, Operation.ORDER).value(),
				OperationKey.first("EA-2027-000123", 1, Operation.CANCEL).value(), this.first.next().value(),
				this.first.next().next().value() })
			.doesNotHaveDuplicates();
	}

}
