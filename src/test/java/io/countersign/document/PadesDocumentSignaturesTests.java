package io.countersign.document;

import java.math.BigInteger;
import java.util.stream.Stream;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SubIndication;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.document.PadesDocumentSignatures.Checked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of a signature by what the library says of it. */
class PadesDocumentSignaturesTests {

	@ParameterizedTest
	@CsvSource({ "HASH_FAILURE,false,ALTERED,was changed after Anna Berg signed",
			"FORMAT_FAILURE,true,ALTERED,was changed after Anna Berg signed",
			"FORMAT_FAILURE,false,UNREADABLE,cannot be checked", "SIG_CRYPTO_FAILURE,false,DAMAGED,does not verify",
			"REVOKED,false,REVOKED,was revoked.", "REVOKED_NO_POE,false,REVOKED,nothing in the file proves",
			"REVOKED_CA_NO_POE,false,REVOKED,of the issuer", "EXPIRED,false,UNCLEAR,had expired",
			"NO_SIGNING_CERTIFICATE_FOUND,false,UNCLEAR,is not in the file" })
	void saysNoMoreThanIsKnown(SubIndication sub, boolean changed, Outcome outcome, String words) {
		DocumentSignature judged = new Checked("Anna Berg", Indication.INDETERMINATE, sub, false, changed, false)
			.judged();
		assertThat(judged.outcome()).isEqualTo(outcome);
		assertThat(judged.sentence()).contains(words).doesNotContain("intact");
	}

	@ParameterizedTest
	@EnumSource(SubIndication.class)
	void speaksWordsNotNamesOfTheLibrary(SubIndication sub) {
		for (boolean intact : new boolean[] { false, true }) {
			DocumentSignature judged = new Checked(null, Indication.INDETERMINATE, sub, intact, false, false).judged();
			assertThat(judged.sentence()).doesNotContain("_", sub.name()).endsWith(".");
			assertThat(judged.outcome()).isNotEqualTo(Outcome.VALID);
			if (judged.outcome() == Outcome.UNTRUSTED) {
				assertThat(intact).isTrue();
			}
			if (!intact) {
				assertThat(judged.sentence()).doesNotContain("intact");
			}
		}
	}

	@Test
	void aRangeBeyondAnyFileIsNoRoomForAdditions() {
		assertThat(FileEnd.covered(Stream.of(BigInteger.TWO.pow(32)), 1000)).isEqualTo(1000);
		assertThat(FileEnd.covered(Stream.of(BigInteger.valueOf(999), BigInteger.ONE), 1000)).isEqualTo(999);
		assertThat(FileEnd.covered(Stream.of(BigInteger.valueOf(-5)), 1000)).isZero();
		assertThat(FileEnd.covered(Stream.empty(), 1000)).isZero();
	}

}
