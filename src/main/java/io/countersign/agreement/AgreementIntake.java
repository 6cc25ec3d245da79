package io.countersign.agreement;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.Arrivals.Arrival;
import io.countersign.agreement.Arrivals.Upload;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.document.DocumentStore;
import io.countersign.engine.Retries;
import io.countersign.identity.Caller;
import io.countersign.kernel.IdempotencyKey;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes packages in. Everything that is slow happens first: reading and guarding the
 * PDFs, validating, building a signature. Then one transaction stores the submission,
 * runs the process to its first wait and keeps the answer under the sender's idempotency
 * key. A transaction that loses a race, for instance against a timer of the process, is
 * repeated.
 */
@Component
class AgreementIntake {

	/** Each is overtaken by another package under the same purchase order. */
	private static final int MOST_EXAMINATIONS = 20;

	/** The history that a submission was examined with is not the whole one any more. */
	private static final class Outdated extends RuntimeException {

		private Outdated() {
			super(null, null, false, false);
		}

	}

	/**
	 * The answer to a submission, given once and repeated for the same key and body.
	 *
	 * @param comparison with the submission before; {@code null} for the first one
	 */
	record Answer(String reference, int submission, AgreementStatus status, String stage, String waitsFor,
			List<Finding> findings, Instant receivedAt, SubmissionComparison comparison) {
	}

	/** An answer, and whether it was given before. */
	record Answered(Answer answer, boolean repeated) {
	}

	/** What is asked for, and the key to repeat it with. */
	private record Request(IdempotencyKey key, String hash) {
	}

	private final Arrivals arrivals;

	private final DocumentStore documents;

	private final Agreements agreements;

	private final Submissions submissions;

	private final AgreementService service;

	private final AgreementProcess process;

	private final AgreementNumbers numbers;

	private final ObjectProvider<SubmissionPreparation> preparations;

	private final TransactionTemplate transaction;

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	AgreementIntake(Arrivals arrivals, DocumentStore documents, Agreements agreements, Submissions submissions,
			AgreementService service, AgreementProcess process, AgreementNumbers numbers,
			ObjectProvider<SubmissionPreparation> preparations, PlatformTransactionManager transactions,
			JdbcTemplate jdbc, ObjectMapper json) {
		this.arrivals = arrivals;
		this.documents = documents;
		this.agreements = agreements;
		this.submissions = submissions;
		this.service = service;
		this.process = process;
		this.numbers = numbers;
		this.preparations = preparations;
		this.transaction = new TransactionTemplate(transactions);
		this.jdbc = jdbc;
		this.json = json;
	}

	/**
	 * A first package.
	 * @throws Refusal with everything that is wrong with the request; nothing is stored
	 * then
	 */
	Answered submit(Caller caller, String key, byte[] packageJson, List<Upload> uploads) {
		return submit(caller, caller.id(), key, packageJson, uploads);
	}

	/**
	 * A first package that somebody else put together.
	 * @param preparedBy the reseller's code, or a person of the desk
	 */
	Answered submit(Caller caller, String preparedBy, String key, byte[] packageJson, List<Upload> uploads) {
		String reseller = reseller(caller);
		Request request = new Request(new IdempotencyKey(reseller, key), requestHash("new", packageJson, uploads));
		return IdempotencyKey.once(() -> known(request), () -> submitted(request, preparedBy, packageJson, uploads));
	}

	private Answered submitted(Request request, String preparedBy, byte[] packageJson, List<Upload> uploads) {
		Arrival arrival = this.arrivals.first(request.key().sender(), preparedBy, packageJson, uploads,
				(facts, today) -> this.numbers.next(facts.programme(), today).value());
		return store(arrival, null, request, (submission) -> {
			Agreement agreement = this.agreements.save(new Agreement(submission));
			this.agreements.flush();
			this.service.received(agreement, submission);
		}, () -> this.process.packageReceived(arrival.submission().reference()));
	}

	/**
	 * A corrected package for an agreement that was returned.
	 * @throws Refusal if the agreement waits for none, or with everything that is wrong
	 */
	Answered correct(Caller caller, String reference, String key, byte[] packageJson, List<Upload> uploads) {
		return correct(caller, caller.id(), reference, key, packageJson, uploads);
	}

	/**
	 * A corrected package that somebody else put together.
	 * @param preparedBy the reseller's code, or a person of the desk
	 */
	Answered correct(Caller caller, String preparedBy, String reference, String key, byte[] packageJson,
			List<Upload> uploads) {
		String reseller = reseller(caller);
		Request request = new Request(new IdempotencyKey(reseller, key), requestHash(reference, packageJson, uploads));
		return IdempotencyKey.once(() -> known(request),
				() -> corrected(visible(caller, reference), request, preparedBy, packageJson, uploads));
	}

	private Answered corrected(Agreement present, Request request, String preparedBy, byte[] packageJson,
			List<Upload> uploads) {
		String reference = present.reference();
		CorrectionRounds.expectAwaitsCorrection(present);
		Arrival arrival = this.arrivals.correction(present, request.key().sender(), preparedBy, packageJson, uploads);
		Lineage.Version former = this.submissions.version(this.submissions.stored(reference, present.submission()),
				this.submissions.findings(reference, present.submission()));
		return store(arrival, former, request, (submission) -> {
			Agreement agreement = this.agreements.findForChange(reference)
				.orElseThrow(() -> AgreementService.unknown(reference));
			CorrectionRounds.expectAwaitsCorrection(agreement);
			if (agreement.submission() + 1 != submission.number()) {
				throw new Refusal(Kind.CONFLICT, "changed-meanwhile",
						"Another corrected package for %s arrived at the same moment.".formatted(reference));
			}
			agreement.corrected(submission);
			this.agreements.flush();
			this.service.received(agreement, submission);
		}, () -> this.process.packageCorrected(reference));
	}

	/**
	 * Withdraws an agreement.
	 * @throws Refusal if it is too late
	 */
	void withdraw(Caller caller, String reference, String reason) {
		reseller(caller);
		visible(caller, reference);
		Retries.onConflict(() -> this.transaction.executeWithoutResult((status) -> {
			Agreement agreement = this.agreements.findForChange(reference)
				.orElseThrow(() -> AgreementService.unknown(reference));
			this.service.withdrawn(agreement, reason, caller.id());
			this.process.withdrawn(reference);
		}));
	}

	/**
	 * Stores a submission.
	 * @param former the one before, to compare with; {@code null} for the first one
	 */
	private Answered store(Arrival arrival, Lineage.Version former, Request request,
			Consumer<IncomingSubmission> record, Runnable advance) {
		Arrival present = arrival;
		for (int examined = 1; examined <= MOST_EXAMINATIONS; examined++) {
			try {
				return examineAndStore(present, former, request, record, advance);
			}
			catch (Outdated ex) {
				present = this.arrivals.again(present);
			}
		}
		throw new Refusal(Kind.BUSY, "purchase-order-busy",
				"Many packages under the same purchase order arrive at this moment. Repeat the request.");
	}

	private Answered examineAndStore(Arrival arrival, Lineage.Version former, Request request,
			Consumer<IncomingSubmission> record, Runnable advance) {
		IncomingSubmission incoming = arrival.submission();
		PreparedWork work = new PreparedWork(incoming.reference());
		work.put(IncomingSubmission.class, incoming);
		work.put(StoredSubmission.class, stored(incoming));
		this.preparations.orderedStream().forEach((preparation) -> preparation.prepare(incoming, work));
		Answer answer = Retries.onConflict(() -> this.transaction.execute((status) -> {
			work.bind();
			try {
				if (this.arrivals.outdated(incoming)) {
					throw new Outdated();
				}
				record.accept(incoming);
				this.documents.store(Stream
					.concat(incoming.documents()
						.stream()
						.map((document) -> new DocumentStore.Content(document.pdf().sha256(), document.pdf().bytes(),
								document.pdf().pageCount())),
							work.find(PreparedDocuments.class).stream().flatMap((made) -> made.contents().stream()))
					.toList());
				this.submissions.add(incoming, arrival.canonicalFacts());
				advance.run();
				Answer given = answer(incoming, former, work);
				if (!keep(incoming, request, given)) {
					status.setRollbackOnly();
					return null;
				}
				return given;
			}
			finally {
				work.unbind();
			}
		}));
		if (answer != null) {
			return new Answered(answer, false);
		}
		return known(request).orElseThrow(IdempotencyKey::underWay);
	}

	private Answer answer(IncomingSubmission incoming, Lineage.Version former, PreparedWork work) {
		Agreement agreement = this.service.load(incoming.reference());
		List<Finding> findings = work.find(Examination.class)
			.map(Examination::findings)
			.orElseGet(() -> this.submissions.findings(incoming.reference(), incoming.number()));
		return new Answer(agreement.reference(), incoming.number(), agreement.status(),
				agreement.status().stage().name(), agreement.waitsFor(), findings, incoming.receivedAt(),
				(former != null) ? Lineage.compare(former, this.submissions.version(stored(incoming), findings))
						: null);
	}

	private boolean keep(IncomingSubmission incoming, Request request, Answer answer) {
		return this.jdbc.update(
				"insert into countersign.intake_key (reseller, key, request_hash, reference, answer, created_at) values (?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing",
				request.key().sender(), request.key().value(), request.hash(), incoming.reference(), write(answer),
				incoming.receivedAt().atOffset(ZoneOffset.UTC)) == 1;
	}

	private Optional<Answered> known(Request request) {
		return this.jdbc.query("select request_hash, answer from countersign.intake_key where reseller = ? and key = ?",
				(row, number) -> {
					request.key().expectSame(row.getString("request_hash"), request.hash());
					return new Answered(read(row.getString("answer")), true);
				}, request.key().sender(), request.key().value())
			.stream()
			.findFirst();
	}

	private Agreement visible(Caller caller, String reference) {
		return this.agreements.findById(reference)
			.filter((agreement) -> caller.maySee(agreement.reseller(), agreement.subsidiary()))
			.orElseThrow(() -> AgreementService.unknown(reference));
	}

	static String reseller(Caller caller) {
		if (!caller.isReseller()) {
			throw new Refusal(Kind.FORBIDDEN, "resellers-only",
					"Packages are sent and withdrawn by resellers. Sign in with a reseller's credentials.");
		}
		return caller.id();
	}

	private static StoredSubmission stored(IncomingSubmission incoming) {
		return new StoredSubmission(incoming.reference(), incoming.number(), incoming.reseller(), incoming.preparedBy(),
				incoming.receivedAt(), incoming.contentHash(), incoming.facts(),
				incoming.documents()
					.stream()
					.map((document) -> new StoredDocument(document.pdf().sha256(), document.entry().type(),
							document.entry().code(), document.entry().fileName(), "RECEIVED"))
					.toList());
	}

	private static String requestHash(String target, byte[] packageJson, List<Upload> uploads) {
		return IdempotencyKey.requestHash(target, packageJson, uploads, Upload::fileName, Upload::bytes);
	}

	private String write(Answer answer) {
		try {
			return this.json.writeValueAsString(answer);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Answer read(String answer) {
		try {
			return this.json.readValue(answer, Answer.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored answer cannot be read", ex);
		}
	}

}
