package io.countersign.signature;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.StoredSubmission;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentStore;
import io.countersign.document.GuardedPdf;
import io.countersign.engine.OwnTasks;
import io.countersign.engine.TaskAnswers;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Signatures that are not given with our key: the signatory brings the document signed by
 * hand or on the customer's platform, with its evidence, and with that answers the same
 * task, under the same proof.
 */
@Service
public class SigningPapers {

	/** How a document was signed outside of Countersign. */
	public enum Method {

		WET_INK("wetInk"), CUSTOMER_PLATFORM("customerPlatform");

		private final String answer;

		Method(String answer) {
			this.answer = answer;
		}

		/** As the form of the task names it. */
		String answer() {
			return this.answer;
		}

		/** Empty where the signature is digital, by our key. */
		static Optional<Method> of(TaskAnswers answers) {
			return Stream.of(values())
				.filter((method) -> answers.text("method").filter(method.answer::equals).isPresent())
				.findFirst();
		}

	}

	/** A file as it was sent. */
	public record Sent(String fileName, byte[] bytes) {
	}

	/**
	 * What a signatory brings.
	 *
	 * @param writtenOn the day beside the signature
	 * @param weSignFirst whether we signed before the customer
	 * @param evidence certificate of the platform, or the copy that we signed first;
	 * {@code null} where neither is needed
	 * @param confirmed whether the signatory said to be authorised and to have signed
	 */
	public record Brought(Method method, LocalDate writtenOn, boolean weSignFirst, Sent signed, Sent evidence,
			boolean confirmed) {
	}

	/** A signed document that is kept. */
	record Paper(UUID id, Method method, String sha256, String fileName) {

		private static Paper read(ResultSet row) throws SQLException {
			return new Paper(row.getObject("id", UUID.class), Method.valueOf(row.getString("method")),
					row.getString("signed_sha256"), row.getString("file_name"));
		}

	}

	private final AgreementService agreements;

	private final SignQueue queue;

	private final OwnTasks tasks;

	private final DocumentGuard guard;

	private final DocumentStore documents;

	private final JdbcTemplate jdbc;

	private final Clock clock;

	SigningPapers(AgreementService agreements, SignQueue queue, OwnTasks tasks, DocumentGuard guard,
			DocumentStore documents, JdbcTemplate jdbc, Clock clock) {
		this.agreements = agreements;
		this.queue = queue;
		this.tasks = tasks;
		this.guard = guard;
		this.documents = documents;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Keeps what the signatory brings and signs with it, both or neither.
	 * @throws Refusal with a sentence for the person
	 */
	@Transactional
	public void sign(String taskId, String reference, Caller caller, Brought brought) {
		this.queue.expectWaits(taskId, reference, caller);
		keep(this.agreements.latestSubmission(reference), caller.id(), brought);
		this.tasks.answer(taskId,
				Map.of("decision", "sign", "method", brought.method().answer(), "confirmed", brought.confirmed()));
	}

	private void keep(StoredSubmission submission, String person, Brought brought) {
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		if (brought.signed() == null) {
			throw unacceptable("signed-document-missing", "Add the document that you signed.");
		}
		if (brought.writtenOn() == null || brought.writtenOn().isAfter(today.plusDays(1))
				|| brought.writtenOn().getYear() < 1) {
			throw unacceptable("date-missing",
					"Give the day that is written beside your signature; it cannot lie ahead.");
		}
		if (brought.evidence() == null && brought.method() == Method.CUSTOMER_PLATFORM) {
			throw unacceptable("evidence-missing", "Add the certificate of completion of the customer's platform.");
		}
		if (brought.evidence() == null && brought.weSignFirst()) {
			throw unacceptable("evidence-missing", "Where we sign first, add the copy with our signature alone.");
		}
		StoredDocument form = submission.document(DocumentType.PSF)
			.orElseThrow(() -> unacceptable("signature-form-missing", "The package holds no form to sign."));
		GuardedPdf signed = this.guard.open(brought.signed().fileName(), brought.signed().bytes());
		if (submission.documents().stream().anyMatch((known) -> known.sha256().equals(signed.sha256()))) {
			throw unacceptable("document-unsigned",
					"%s is a document of the package as it was received: bring the one that you signed."
						.formatted(signed.fileName()));
		}
		int pages = this.documents.find(form.sha256()).map(DocumentStore.Content::pages).orElse(0);
		if (signed.pageCount() < pages) {
			throw unacceptable("document-incomplete", "The form has %d pages, %s has %d: bring all of them."
				.formatted(pages, signed.fileName(), signed.pageCount()));
		}
		Optional<GuardedPdf> evidence = Optional.ofNullable(brought.evidence())
			.map((sent) -> this.guard.open(sent.fileName(), sent.bytes()));
		if (evidence.filter((pdf) -> pdf.sha256().equals(signed.sha256())).isPresent()) {
			throw unacceptable("evidence-is-the-document",
					"The same file came twice: bring the evidence beside the document that you signed.");
		}
		List<DocumentStore.Content> contents = new ArrayList<>();
		contents.add(content(signed));
		evidence.map(SigningPapers::content).ifPresent(contents::add);
		this.documents.store(contents);
		this.jdbc.update("""
				insert into countersign.signing_paper (id, reference, submission, method, we_sign_first, written_on,
					signed_sha256, file_name, evidence_sha256, evidence_name, brought_by, brought_at)
				values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", UUID.randomUUID(), submission.reference(),
				submission.number(), brought.method().name(), brought.weSignFirst(), brought.writtenOn(),
				signed.sha256(), signed.fileName(), evidence.map(GuardedPdf::sha256).orElse(null),
				evidence.map(GuardedPdf::fileName).orElse(null), person, this.clock.instant().atOffset(ZoneOffset.UTC));
	}

	private static DocumentStore.Content content(GuardedPdf pdf) {
		return new DocumentStore.Content(pdf.sha256(), pdf.bytes(), pdf.pageCount());
	}

	/**
	 * What a person brought last for a submission and signed with nowhere yet.
	 * @throws Refusal if there is nothing
	 */
	Paper of(String reference, int submission, String person, Method method) {
		return this.jdbc
			.query("""
					select p.id, p.method, p.signed_sha256, p.file_name from countersign.signing_paper p
					where p.reference = ? and p.submission = ? and p.brought_by = ? and p.method = ?
						and not exists (select from countersign.signature s where s.paper = p.id)
					order by p.brought_at desc limit 1""", (row, index) -> Paper.read(row), reference, submission,
					person, method.name())
			.stream()
			.findFirst()
			.orElseThrow(() -> unacceptable("signed-document-missing",
					"Bring the document that you signed first: the sign queue on the desk leads to it."));
	}

	private static Refusal unacceptable(String code, String sentence) {
		return new Refusal(Refusal.Kind.UNACCEPTABLE, code, sentence);
	}

}
