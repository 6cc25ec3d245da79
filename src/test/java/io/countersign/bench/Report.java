package io.countersign.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.countersign.bench.Floors.Floor;

/** What was measured, row by row, for people and for programs. */
final class Report {

	/** What a figure is compared with. */
	record Goal(String id, String name, String unit, boolean most, double goal, double least) {

		/** A figure that should be small. */
		static Goal most(String id, String name, String unit, double goal, double least) {
			return new Goal(id, name, unit, true, goal, least);
		}

		/** A figure that should be large. */
		static Goal least(String id, String name, String unit, double goal, double least) {
			return new Goal(id, name, unit, false, goal, least);
		}

		private boolean keeps(double value, double limit) {
			return this.most ? value <= limit : value >= limit;
		}

	}

	/**
	 * A measured figure.
	 *
	 * @param value {@code null} where it was not measured
	 * @param verdict passed: at least as good as what must hold ({@code least})
	 * @param goalReached {@code null} where it was not measured
	 * @param reason why it was not measured; else {@code null}
	 */
	record Row(String goal, String name, Double value, String unit, double goalValue, double least, String verdict,
			Boolean goalReached, String reason) {
	}

	private final List<Row> rows = new ArrayList<>();

	private final List<Floor> floors = new ArrayList<>();

	private final Map<String, Object> machine = new LinkedHashMap<>();

	private final Map<String, Object> figures = new LinkedHashMap<>();

	void machine(String name, Object value) {
		this.machine.put(name, value);
		print("%-20s %s", name, (value instanceof Double number) ? "%.1f".formatted(number) : value);
	}

	Floor floor(Floor floor) {
		this.floors.add(floor);
		print("floor %s = %.0f/s before %s, %.2f ms of processor time each, load %.1f",
				floor.name().toUpperCase(Locale.ROOT), floor.perSecond(), floor.before(), floor.cpuMillis(),
				floor.load());
		return floor;
	}

	/** A figure without a goal; none where it is NaN. */
	void figure(String name, double value) {
		if (Double.isNaN(value)) {
			return;
		}
		this.figures.put(name, value);
		print("%s = %.2f", name, value);
	}

	void row(Goal goal, double value) {
		this.rows.add(new Row(goal.id(), goal.name(), value, goal.unit(), goal.goal(), goal.least(),
				goal.keeps(value, goal.least()) ? "passed" : "failed", goal.keeps(value, goal.goal()), null));
	}

	void notRun(Goal goal, String reason) {
		this.rows
			.add(new Row(goal.id(), goal.name(), null, goal.unit(), goal.goal(), goal.least(), "notrun", null, reason));
	}

	void finish(Path json) throws IOException {
		System.out.println();
		print("%-4s %-54s %10s %10s %10s  %-7s %s", "goal", "figure", "value", "goal", "least", "verdict",
				"goal reached");
		for (Row row : this.rows) {
			print("%-4s %-54s %10s %10s %10s  %-7s %s", row.goal(), row.name() + " [" + row.unit() + "]",
					shown(row.value()), shown(row.goalValue()), shown(row.least()), row.verdict(),
					(row.goalReached() == null) ? row.reason() : row.goalReached() ? "yes" : "no");
		}
		print("%d of %d goals reached. 'passed' is at least as good as 'least'. Load average at the end: %.1f.",
				this.rows.stream().filter((row) -> Boolean.TRUE.equals(row.goalReached())).count(), this.rows.size(),
				Machine.load());
		this.machine.put("loadAtEnd", Machine.load());
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("machine", this.machine);
		all.put("floors", this.floors);
		all.put("figures", this.figures);
		all.put("rows", this.rows);
		new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), all);
		print("RESULT bench passed=%d failed=%d notrun=%d tx=%s sql=%s wal_kb=%s r_engine=%s r_full=%s p95_ms=%s validate=%s validate_p95_ms=%s",
				count("passed"), count("failed"), count("notrun"), value("tx"), value("sql"), value("wal"),
				value("r_engine"), value("r_full"), value("p95"), value("validate"), value("validate_p95"));
	}

	/** Rows of counts that are beyond what must hold. */
	List<Row> countsBeyond() {
		return this.rows.stream().filter((row) -> row.goal().equals("G1") && row.verdict().equals("failed")).toList();
	}

	private long count(String verdict) {
		return this.rows.stream().filter((row) -> row.verdict().equals(verdict)).count();
	}

	private String value(String name) {
		return this.rows.stream()
			.filter((row) -> row.name().startsWith(name + ":"))
			.map((row) -> (row.value() != null) ? shown(row.value()) : "notrun")
			.findFirst()
			.orElse("notrun");
	}

	private static String shown(Double value) {
		return (value == null) ? "-" : String.format(Locale.ROOT, (value < 10) ? "%.2f" : "%.1f", value);
	}

	private static void print(String format, Object... values) {
		System.out.println(String.format(Locale.ROOT, format, values));
	}

}
