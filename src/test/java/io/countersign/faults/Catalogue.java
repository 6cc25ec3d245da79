package io.countersign.faults;

import java.util.List;
import java.util.Map;

/** All faults, in the order in which they are brought about. */
final class Catalogue {

	static final List<Fault> FAULTS = List.of(
			new Fault("F14", "one package sent 16 times at once", 500, 10_000, "I1", Intake::doubled),
			new Fault("F7", "answers of the ROC lost, wrong or 5xx", 50, 500, "I2", Handoffs::badAnswers),
			new Fault("F8", "callbacks repeated, shuffled, held back, for other orders", 500, 10_000, "I2 I9",
					Voices::toldBadly),
			new Fault("F9", "forged callbacks", 1000, 10_000, "I2 I5", Voices::forged),
			new Fault("F2", "a node killed under load", 10, 100, "I1 I2 I5 I8 I9", Deaths::ofNodes),
			new Fault("F3", "PostgreSQL stopped at once under load", 3, 30, "I1 I5 I9 I11", Deaths::ofTheDatabase),
			new Fault("F1", "a node halted at named points", 1, 25, "all", Deaths::atNamedPoints),
			new Fault("F6", "a slow ROC", 1, 3, "I2 I8", Handoffs::slowly),
			new Fault("F4", "PostgreSQL out of reach", 1, 5, "I1 I8", Networks::withoutDatabase),
			new Fault("F10", "a claim outlived by its work", 1, 5, "I2", Leases::outlived),
			new Fault("F11", "the clock of a node wrong", 4, 12, "I2 I8", Clocks::wrong),
			new Fault("F13", "32 threads at one agreement", 10, 500, "I3 I4", Intake::raced),
			new Fault("F17", "very many deadlines passed at once", 1200, 5000, "I8", Clocks::flood),
			new Fault("F5", "the ROC away while 2,000 handoffs wait", 1, 3, "I2 I8", Handoffs::drain));

	/** What this programme does not bring about, and why. */
	static final Map<Fault, String> NOT_YET = Map.of(
			new Fault("F1-check", "a node halted in a checkpoint of the audit trail", 0, 0, "I5", null),
			"there are no checkpoints yet",
			new Fault("F1-clean", "a node halted in the engine's cleanup of its history", 0, 0, "I5", null),
			"cleanup runs at night only",
			new Fault("F11-zone", "summer time and the end of a fiscal year in four zones", 0, 0, "I10", null),
			"fiscal totals are not built yet");

	private Catalogue() {
	}

}
