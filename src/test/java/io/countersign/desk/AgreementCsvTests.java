package io.countersign.desk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AgreementCsvTests {

	@ParameterizedTest
	@ValueSource(strings = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r1", "\n1", "\0", "  =1", "\uFF1D1", "\uFF0B1",
			"\uFF0D1", "\uFF201" })
	void textThatWouldStartAFormulaGetsAnApostrophe(String text) {
		assertThat(AgreementCsv.text(text)).isEqualTo("'" + text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Contoso", "A=1", "1-2", "Müller & Söhne", "'quoted", "x@y" })
	void otherTextStaysAsItIs(String text) {
		assertThat(AgreementCsv.text(text)).isEqualTo(text);
	}

	@Test
	void nothingIsEmpty() {
		assertThat(AgreementCsv.text(null)).isEmpty();
	}

}
