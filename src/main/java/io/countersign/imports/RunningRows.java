package io.countersign.imports;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.agreement.RunningAgreements;
import io.countersign.agreement.RunningAgreements.Recorded;
import io.countersign.kernel.Refusal;

import org.springframework.stereotype.Component;

/** Rows that are agreements in force: recorded in the register, never executed. */
@Component
class RunningRows implements RowTaker {

	private final RunningAgreements agreements;

	RunningRows(RunningAgreements agreements) {
		this.agreements = agreements;
	}

	@Override
	public ImportKind kind() {
		return ImportKind.RUNNING;
	}

	@Override
	public JsonNode schema() {
		return this.agreements.schema();
	}

	@Override
	public boolean takesCorrections() {
		return false;
	}

	@Override
	public String identity() {
		return "enrolment";
	}

	@Override
	public List<Refusal.Problem> problems(byte[] facts) {
		return this.agreements.problems(facts);
	}

	@Override
	public RowOutcome take(Taking taking) {
		Recorded recorded = this.agreements.record(taking.row().facts(), taking.sender(), taking.subsidiaries(),
				taking.importId());
		return new RowOutcome(taking.row().tree().path("enrolment").asText(), null, 0, recorded.name(),
				recorded == Recorded.UNCHANGED, List.of());
	}

}
