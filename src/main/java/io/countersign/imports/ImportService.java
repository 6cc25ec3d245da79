package io.countersign.imports;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Reseller;
import io.countersign.identity.Role;
import io.countersign.imports.Columns.Column;
import io.countersign.imports.ImportViews.State;
import io.countersign.imports.Imports.NewRow;
import io.countersign.imports.Imports.Stored;
import io.countersign.kernel.Foreign;
import io.countersign.kernel.IdempotencyKey;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Sha256;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes files in, and stops and resumes their work. A file is read whole first; only one
 * that can be worked on is stored, with all of its rows, in one transaction.
 */
@Service
public class ImportService {

	private static final int LONGEST_NAME = 200;

	private final TableReader tables;

	private final Imports imports;

	private final RowTakers takers;

	private final ImportProperties properties;

	private final People people;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	ImportService(TableReader tables, Imports imports, RowTakers takers, ImportProperties properties, People people,
			ApplicationEventPublisher events, PlatformTransactionManager transactions, Clock clock) {
		this.tables = tables;
		this.imports = imports;
		this.takers = takers;
		this.properties = properties;
		this.people = people;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/**
	 * A file that arrived.
	 *
	 * @param reseller whose packages these are; {@code null} where the caller is that
	 * reseller, and for running agreements
	 * @param key the sender's idempotency key
	 * @param fileName as the sender calls it
	 * @param documents a ZIP with the rows' documents; {@code null} where there is none
	 */
	public record Upload(ImportKind kind, String reseller, String key, String fileName, byte[] file, byte[] documents) {
	}

	/**
	 * An accepted file.
	 *
	 * @param repeated whether it was accepted before, under the same key
	 */
	public record Accepted(String id, boolean repeated) {
	}

	/** A file that was read and found fit. */
	private record Prepared(Table table, List<NewRow> rows, Map<String, byte[]> contents) {
	}

	/**
	 * Accepts a file; its rows are worked off afterwards.
	 * @throws Refusal if it cannot be read, is beyond a limit, or the caller may not
	 */
	public Accepted begin(Caller caller, Upload upload) {
		IdempotencyKey key = new IdempotencyKey(caller.id(), upload.key());
		String reseller = reseller(caller, upload);
		String requestHash = requestHash(upload, reseller);
		Optional<Accepted> known = known(key, requestHash);
		if (known.isPresent()) {
			return known.get();
		}
		expectRoom(caller.id());
		try {
			// What was unpacked is held until it is stored: its memory counts until then.
			return this.tables.inTurn(() -> {
				Prepared prepared = prepare(upload, reseller);
				return this.transaction.execute((status) -> store(caller, upload, reseller, requestHash, prepared));
			});
		}
		catch (DuplicateKeyException ex) {
			return known(key, requestHash).orElseThrow(() -> ex);
		}
	}

	private String reseller(Caller caller, Upload upload) {
		if (caller.isReseller()) {
			if (upload.kind() == ImportKind.RUNNING) {
				throw new Refusal(Kind.FORBIDDEN, "running-agreements-by-the-desk",
						"Running agreements are recorded by the desk. Send packages, or ask the desk.");
			}
			if (upload.reseller() != null && !upload.reseller().equals(caller.id())) {
				throw new Refusal(Kind.FORBIDDEN, "reseller-is-another",
						"A reseller imports its own packages. Leave 'reseller' out.");
			}
			return caller.id();
		}
		expectDesk(caller);
		if (upload.kind() == ImportKind.RUNNING) {
			return null;
		}
		if (upload.reseller() == null) {
			throw new Refusal(Kind.MALFORMED, "reseller-missing", "Say in 'reseller' whose packages these are.");
		}
		return this.people.reseller(upload.reseller())
			.filter(Reseller::active)
			.map(Reseller::code)
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "reseller-unknown",
					"There is no active reseller of that code."));
	}

	static void expectDesk(Caller caller) {
		if (!caller.has(Role.CLM) && !caller.has(Role.CLM_LEAD)) {
			throw new Refusal(Kind.FORBIDDEN, "imports-not-yours",
					"Files are imported by resellers and by the people who manage agreements.");
		}
	}

	private static String requestHash(Upload upload, String reseller) {
		return Sha256.of(upload.kind() + "\n" + reseller + "\n" + Sha256.of(upload.file()) + "\n"
				+ ((upload.documents() != null) ? Sha256.of(upload.documents()) : ""));
	}

	private Optional<Accepted> known(IdempotencyKey key, String requestHash) {
		return this.imports.byKey(key.sender(), key.value()).map((stored) -> {
			key.expectSame(stored.requestHash(), requestHash);
			return new Accepted(stored.id(), true);
		});
	}

	private void expectRoom(String sender) {
		if (this.imports.running(sender) >= this.properties.atOnce()) {
			throw new Refusal(Kind.TOO_MANY, "imports-under-way",
					"%d imports are under way. Wait until one is finished, or stop one."
						.formatted(this.properties.atOnce()));
		}
	}

	private Prepared prepare(Upload upload, String reseller) {
		RowTaker taker = this.takers.of(upload.kind());
		Attachments attachments = (upload.documents() != null)
				? new Attachments(upload.documents(), this.properties.documents().limits()) : new Attachments();
		Table table = this.tables.read(upload.file());
		List<Column> columns = this.takers.columns(upload.kind()).of(table.header());
		List<RowReader.Row> rows = table.lines().stream().map((line) -> RowReader.read(columns, line.cells())).toList();
		List<Map<String, String>> documents = attachments.assign(rows.stream().map(RowReader.Row::tree).toList());
		Map<String, Integer> seen = new HashMap<>();
		List<NewRow> added = new ArrayList<>();
		for (int i = 0; i < rows.size(); i++) {
			RowReader.Row row = rows.get(i);
			int number = table.lines().get(i).number();
			added.add(new NewRow(number, table.lines().get(i).cells(), documents.get(i),
					key(upload.kind(), reseller, row, documents.get(i)), twice(taker, row.tree(), number, seen)));
		}
		return new Prepared(table, added, attachments.contents());
	}

	/**
	 * The same row of the same reseller has the same key, whichever file it is in and in
	 * whatever order its columns are.
	 */
	private static String key(ImportKind kind, String reseller, RowReader.Row row, Map<String, String> documents) {
		StringBuilder text = new StringBuilder().append(kind)
			.append('\n')
			.append(reseller)
			.append('\n')
			.append((row.corrects() != null) ? "corrects " + row.corrects() : "new")
			.append('\n')
			.append(Sha256.of(row.facts()));
		documents.entrySet()
			.stream()
			.map((document) -> document.getKey() + '\t' + document.getValue())
			.sorted()
			.forEach((line) -> text.append('\n').append(line));
		return "import:" + Sha256.of(text.toString());
	}

	private static RowOutcome twice(RowTaker taker, JsonNode tree, int number, Map<String, Integer> seen) {
		String identity = tree.path(taker.identity()).asText("");
		Integer earlier = identity.isEmpty() ? null : seen.putIfAbsent(identity, number);
		return (earlier == null) ? null
				: RowOutcome.failed(List.of(RowProblem.blocker(taker.identity(), "row-twice",
						"Row %d has the same %s '%s'. Each row is one of its own.".formatted(earlier, taker.identity(),
								Foreign.shortened(identity)))));
	}

	private Accepted store(Caller caller, Upload upload, String reseller, String requestHash, Prepared prepared) {
		this.imports.lockSender(caller.id());
		expectRoom(caller.id());
		Map<String, byte[]> contents = new LinkedHashMap<>(prepared.contents());
		String fileSha256 = Sha256.of(upload.file());
		contents.put(fileSha256, upload.file());
		long size = size(contents.values(), prepared.rows());
		if (this.imports.kept(caller.id()) + size > this.properties.storedPerSender().toBytes()) {
			throw new Refusal(Kind.CONFLICT, "imports-kept-too-large",
					"What is kept of your earlier imports leaves no room for this one: %d MB together. They are cleaned %d days after they are finished."
						.formatted(this.properties.storedPerSender().toMegabytes(), this.properties.keep().toDays()));
		}
		Instant now = now();
		Stored added = new Stored(this.imports.nextId(), upload.kind(), caller.id(), reseller, !caller.isReseller(),
				caller.isReseller() ? Set.of() : caller.subsidiaries(), requestHash, name(upload.fileName()),
				prepared.table().header(), State.RUNNING, prepared.rows().size(), now, null, false);
		this.imports.add(added, upload.key(), fileSha256, contents, prepared.rows(), size);
		happened("ImportReceived", added.id(), caller.id(),
				"%d rows received in '%s'".formatted(added.rows(), added.fileName()),
				Map.of("rows", String.valueOf(added.rows()), "kind", added.kind().code(), "file", fileSha256));
		this.imports.due().raiseAfterCommit();
		return new Accepted(added.id(), false);
	}

	private static long size(Collection<byte[]> contents, List<NewRow> rows) {
		long size = contents.stream().mapToLong((content) -> content.length).sum();
		for (NewRow row : rows) {
			size += row.cells().stream().mapToLong((cell) -> cell.text().length() + 4L).sum();
		}
		return size;
	}

	private static String name(String fileName) {
		String name = (fileName != null) ? fileName.substring(fileName.lastIndexOf('/') + 1).strip() : "";
		String plain = Foreign.shortened(name.substring(name.lastIndexOf('\\') + 1));
		return plain.isEmpty() ? "unnamed" : plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
	}

	/**
	 * Stops an import: rows that are being worked on are finished, the others wait.
	 * @throws Refusal if the caller has no such import, or it is not running
	 */
	public void stop(Caller caller, String id) {
		change(caller, id, State.RUNNING, State.STOPPED, "ImportStopped", "Stopped");
	}

	/**
	 * Goes on with a stopped import.
	 * @throws Refusal if the caller has no such import, it is not stopped, or too many
	 * others are under way
	 */
	public void resume(Caller caller, String id) {
		change(caller, id, State.STOPPED, State.RUNNING, "ImportResumed", "Resumed");
		this.imports.due().raiseAfterCommit();
	}

	private void change(Caller caller, String id, State from, State to, String type, String summary) {
		this.transaction.executeWithoutResult((status) -> {
			Stored visible = visible(caller, id);
			if (!caller.isReseller()) {
				expectDesk(caller);
				expectOfDesk(visible);
			}
			this.imports.lockSender(visible.sender());
			Stored stored = this.imports.findForChange(id).orElseThrow(ImportService::unknown);
			if (stored.state() != from) {
				throw new Refusal(Kind.CONFLICT, "import-state", "The import is %s, not %s."
					.formatted(stored.state().name().toLowerCase(Locale.ROOT), from.name().toLowerCase(Locale.ROOT)));
			}
			if (to == State.RUNNING) {
				expectRoom(stored.sender());
			}
			this.imports.changeState(id, to);
			happened(type, id, caller.id(), summary, Map.of());
		});
	}

	/** What a reseller sent itself, the desk reads only. */
	private static void expectOfDesk(Stored stored) {
		if (!stored.byDesk()) {
			throw new Refusal(Kind.FORBIDDEN, "import-of-reseller",
					"The reseller sent this import itself, and stops and resumes it itself.");
		}
	}

	/**
	 * The rows of an import to be mended that the caller may see, as a workbook.
	 * @throws Refusal if the caller has no such import, its rows are cleaned, or too many
	 * files are read and written now
	 */
	public byte[] errors(Caller caller, String id) {
		Visible visible = Visible.to(caller);
		Stored stored = visible(caller, id);
		if (stored.cleaned()) {
			throw new Refusal(Kind.CONFLICT, "import-cleaned",
					"The rows of this import are no longer kept; what became of each of them still is.");
		}
		Columns columns = this.takers.columns(stored.kind());
		return this.tables.inTurn(() -> ErrorWorkbook.of(columns.of(stored.header()), columns.corrections(),
				this.imports.rowsToMend(id, visible.desks())));
	}

	/** A file to fill in. */
	public byte[] template(ImportKind kind, boolean workbook) {
		Template template = new Template(this.takers.of(kind).schema(), this.takers.columns(kind),
				this.properties.maxRows());
		return workbook ? template.xlsx() : template.csv();
	}

	private Stored visible(Caller caller, String id) {
		return this.imports.find(id, Visible.to(caller)).orElseThrow(ImportService::unknown);
	}

	static Refusal unknown() {
		return new Refusal(Kind.UNKNOWN, "import-unknown", "There is no such import, or none that you may see.");
	}

	private void happened(String type, String id, String actor, String summary, Map<String, String> facts) {
		this.events.publishEvent(new ImportEvent(type, id, now(), actor, summary, facts));
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

}
