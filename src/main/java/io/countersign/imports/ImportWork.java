package io.countersign.imports;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.countersign.agreement.AgreementEvent;
import io.countersign.identity.People;
import io.countersign.identity.Reseller;
import io.countersign.imports.ImportViews.State;
import io.countersign.imports.Imports.Claimed;
import io.countersign.imports.Imports.Stored;
import io.countersign.kernel.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works rows off, on every node: claims a few in one short transaction, takes each in the
 * transaction of its intake, stores the result in one more. A node that dies in between
 * leaves rows whose claim runs out; the next one finds by the row's key that the package
 * was taken already.
 */
@Component
public class ImportWork {

	private static final Logger log = LoggerFactory.getLogger(ImportWork.class);

	private static final int CLEANED_AT_ONCE = 20;

	private final Imports imports;

	private final RowTakers takers;

	private final People people;

	private final ImportProperties properties;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	ImportWork(Imports imports, RowTakers takers, People people, ImportProperties properties,
			ApplicationEventPublisher events, PlatformTransactionManager transactions, Clock clock) {
		this.imports = imports;
		this.takers = takers;
		this.people = people;
		this.properties = properties;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/**
	 * Works one batch of rows off.
	 * @return how many rows it claimed; zero when none is due
	 */
	public int processDue() {
		return work(claim());
	}

	/**
	 * Works claimed rows off.
	 * @return how many there were
	 */
	int work(List<Claimed> rows) {
		rows.forEach(this::process);
		return rows.size();
	}

	List<Claimed> claim() {
		return this.transaction.execute((status) -> this.imports.claim(this.properties.batch()));
	}

	private void process(Claimed row) {
		Stored source = this.imports.find(row.importId()).orElseThrow();
		if (source.state() != State.RUNNING) {
			this.imports.release(List.of(row));
			return;
		}
		try {
			store(source, row, take(source, row));
		}
		catch (RuntimeException ex) {
			log.error("Row {} of import {} failed and is tried again, attempt {}", row.number(), row.importId(),
					row.attempts(), ex);
			this.imports.postpone(row, this.properties.pause(), true);
		}
	}

	/** What becomes of a row; {@code null} where it has to be tried again. */
	RowOutcome take(Stored source, Claimed row) {
		if (row.attempts() > this.properties.attempts()) {
			return RowOutcome.failed("row-given-up",
					"This row failed on our side %d times and was not taken. Tell the desk the number of this import."
						.formatted(this.properties.attempts()));
		}
		RowTaker taker = this.takers.of(source.kind());
		RowReader.Row read = RowReader.read(this.takers.columns(source.kind()).of(source.header()), row.cells());
		List<RowProblem> problems = problems(taker, read);
		if (!problems.isEmpty()) {
			return RowOutcome.failed(problems);
		}
		if (source.reseller() != null && this.people.reseller(source.reseller()).filter(Reseller::active).isEmpty()) {
			return RowOutcome.failed("reseller-not-active", "This reseller's access has ended.");
		}
		try {
			return taker.take(new RowTaker.Taking(source.id(), source.sender(), source.reseller(), source.byDesk(),
					source.subsidiaries(), row.key(), read, this.imports.documents(row)));
		}
		catch (Refusal refusal) {
			return (refusal.kind() == Refusal.Kind.BUSY) ? null : RowOutcome.failed(problems(refusal, read));
		}
	}

	/** What the cells leave open, then what the facts break elsewhere. */
	private static List<RowProblem> problems(RowTaker taker, RowReader.Row row) {
		List<RowProblem> problems = new ArrayList<>();
		Set<String> told = new HashSet<>();
		for (RowReader.CellProblem problem : row.problems()) {
			told.add(problem.pointer());
			problems
				.add(RowProblem.blocker(row.columns().column(problem.pointer()), problem.code(), problem.message()));
		}
		for (Refusal.Problem problem : taker.problems(row.facts())) {
			if (!told.contains(problem.path())) {
				problems
					.add(RowProblem.blocker(row.columns().column(problem.path()), problem.code(), problem.message()));
			}
		}
		return problems;
	}

	private static List<RowProblem> problems(Refusal refusal, RowReader.Row row) {
		if (refusal.problems().isEmpty()) {
			return List.of(RowProblem.blocker(null, refusal.code(), refusal.getMessage()));
		}
		return refusal.problems()
			.stream()
			.map((problem) -> RowProblem.blocker(row.columns().column(problem.path()), problem.code(),
					problem.message()))
			.toList();
	}

	private void store(Stored source, Claimed row, RowOutcome outcome) {
		if (outcome == null) {
			this.imports.postpone(row, this.properties.pause(), false);
			return;
		}
		this.transaction.executeWithoutResult((status) -> {
			// Two nodes that store the last two rows at once would each see the other's
			// pending.
			Stored locked = this.imports.findForChange(source.id()).orElseThrow();
			if (this.imports.store(row, outcome) && this.imports.nothingPending(source.id())) {
				finish(locked, "ImportFinished");
			}
		});
	}

	private void finish(Stored finished, String type) {
		this.imports.changeState(finished.id(), State.FINISHED);
		Imports.Counts counts = this.imports.counts(finished.id());
		happened(type, finished.id(),
				"%d rows taken, %d of them returned; %d not taken".formatted(counts.done(), counts.returned(),
						counts.failed()),
				Map.of("done", String.valueOf(counts.done()), "returned", String.valueOf(counts.returned()), "failed",
						String.valueOf(counts.failed()), "repeated", String.valueOf(counts.repeated())));
	}

	private void happened(String type, String id, String summary, Map<String, String> facts) {
		this.events.publishEvent(new ImportEvent(type, id, this.clock.instant().truncatedTo(ChronoUnit.MICROS),
				AgreementEvent.SYSTEM, summary, facts));
	}

	/**
	 * Takes away files, documents and row contents whose time is over; an import that
	 * stood still so long ends.
	 * @return how many imports it cleaned
	 */
	public int cleanDue() {
		return this.transaction.execute((status) -> {
			List<Stored> over = this.imports.toClean(CLEANED_AT_ONCE);
			for (Stored each : over) {
				if (each.state() != State.FINISHED) {
					this.imports.failPending(each.id(),
							RowOutcome.failed("import-expired", "The import stood still for %d days and was ended."
								.formatted(this.properties.keep().toDays())));
					finish(each, "ImportExpired");
				}
				this.imports.clean(each.id());
				happened("ImportCleaned", each.id(), "File, documents and cells deleted; what became of each row stays",
						Map.of());
			}
			if (!over.isEmpty()) {
				log.info("{} imports were cleaned", over.size());
			}
			return over.size();
		});
	}

}
