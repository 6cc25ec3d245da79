package io.countersign.specialterms;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.PackageIntake;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentStore;
import io.countersign.document.GuardedPdf;
import io.countersign.engine.Retries;
import io.countersign.identity.Caller;
import io.countersign.identity.People;
import io.countersign.identity.Reseller;
import io.countersign.identity.Role;
import io.countersign.kernel.IdempotencyKey;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.specialterms.SpecialTermsRequest.Origin;
import io.countersign.specialterms.SpecialTermsService.EvidenceFile;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes requests and their revisions in. Reading and guarding come first; then one
 * transaction stores, runs the process to its first wait and keeps the answer under the
 * sender's idempotency key. A transaction that loses a race is repeated.
 */
@Component
class SpecialTermsIntake {

	/** The answer to a request, given once and repeated for the same key and body. */
	record Answer(String reference, int revision, SpecialTermsStatus status, String waitsFor,
			List<ApprovalStep> approvers, List<String> missingEvidence) {
	}

	/** An answer, and whether it was given before. */
	record Answered(Answer answer, boolean repeated) {
	}

	/** A request that was read, with its files as they passed the guard. */
	private record Arrived(TermsAsked asked, String subsidiary, List<EvidenceFile> files, List<GuardedPdf> pdfs) {
	}

	/** What is asked for, and the key to repeat it with. */
	private record Request(IdempotencyKey key, String hash) {
	}

	private final TermsReader reader;

	private final DocumentGuard guard;

	private final DocumentStore documents;

	private final PackageIntake packages;

	private final SpecialTermsService service;

	private final RequestedTerms terms;

	private final TermsStages stages;

	private final TermsDialogue dialogue;

	private final People people;

	private final SpecialTermsProcess process;

	private final TransactionTemplate transaction;

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final Clock clock;

	SpecialTermsIntake(TermsReader reader, DocumentGuard guard, DocumentStore documents, PackageIntake packages,
			SpecialTermsService service, RequestedTerms terms, TermsStages stages, TermsDialogue dialogue,
			People people, SpecialTermsProcess process, PlatformTransactionManager transactions, JdbcTemplate jdbc,
			ObjectMapper json, Clock clock) {
		this.reader = reader;
		this.guard = guard;
		this.documents = documents;
		this.packages = packages;
		this.service = service;
		this.terms = terms;
		this.stages = stages;
		this.dialogue = dialogue;
		this.people = people;
		this.process = process;
		this.transaction = new TransactionTemplate(transactions);
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * A reseller asks for terms, or a customer lifecycle manager enters what a reseller
	 * asked for.
	 * @param named code of the reseller whom a person enters it for; {@code null} where a
	 * reseller asks
	 * @throws Refusal with everything that is wrong with the request; nothing is stored
	 * then
	 */
	Answered ask(Caller caller, String named, String key, TermsParts parts) {
		String reseller = asksFor(caller, named);
		Origin origin = caller.isReseller() ? Origin.RESELLER : Origin.DESK;
		Request request = new Request(new IdempotencyKey(caller.id(), key), requestHash("new " + reseller, parts));
		return IdempotencyKey.once(() -> known(request), () -> {
			Arrived arrived = read(parts);
			expectOwn(caller, arrived.subsidiary(), arrived.asked().customer().country());
			return keep(request, () -> {
				store(arrived);
				String reference = this.service.open(origin, reseller, arrived.subsidiary(), caller.id(), null,
						arrived.asked(), arrived.files());
				this.process.termsAsked(reference);
				return reference;
			});
		});
	}

	/**
	 * Who asked revises, also while approvers decide.
	 * @throws Refusal if the request takes no revision now, or with everything that is
	 * wrong
	 */
	Answered revise(Caller caller, String reference, String key, TermsParts parts) {
		Request request = new Request(new IdempotencyKey(caller.id(), key), requestHash(reference, parts));
		return IdempotencyKey.once(() -> known(request), () -> {
			SpecialTermsRequest present = ownRequest(reference, caller);
			Arrived arrived = read(parts);
			if (!arrived.subsidiary().equals(present.subsidiary())) {
				throw new Refusal(Kind.UNACCEPTABLE, "revision-is-another-request",
						"A revision keeps the customer's desk. Ask for terms of another customer with a new request.");
			}
			return keep(request, () -> {
				store(arrived);
				if (this.service.reviseAsked(reference, caller.id(), arrived.asked(), arrived.files())) {
					this.process.termsRevised(reference);
				}
				else {
					this.process.termsAsked(reference);
				}
				return reference;
			});
		});
	}

	/** Who would have to approve, and which evidence is missing. Nothing is stored. */
	Answer preview(byte[] body) {
		TermsAsked asked = this.reader.read(body);
		subsidiary(asked.customer().country());
		return new Answer(null, 1, null, null, this.stages.preview(asked),
				List.copyOf(this.terms.missingEvidence(asked)));
	}

	/**
	 * Everything that is wrong with a request that a person enters, in all its fields and
	 * files at once.
	 * @param country of the customer as it was entered
	 */
	List<Problem> problems(Caller caller, String named, String country, TermsParts parts) {
		List<Problem> problems = new ArrayList<>();
		noting(problems, "/reseller", () -> asksFor(caller, named));
		noting(problems, "", () -> this.reader.read(parts.asked()));
		if (problems.stream().noneMatch((problem) -> problem.path().equals("/customer/country"))) {
			noting(problems, "/customer/country", () -> expectOwn(caller, subsidiary(country), country));
		}
		List<String> names = parts.evidence().stream().map(TermsParts.File::name).toList();
		for (TermsParts.File file : parts.evidence()) {
			if (names.indexOf(file.name()) != names.lastIndexOf(file.name())) {
				problems.add(new Problem(file.name(), "document-twice",
						"Two files are called '%s'. Give every file its own name.".formatted(file.name())));
			}
			noting(problems, file.name(), () -> this.guard.open(file.name(), file.bytes()));
		}
		return problems;
	}

	private static void noting(List<Problem> problems, String path, Runnable check) {
		try {
			check.run();
		}
		catch (Refusal refusal) {
			problems.addAll(refusal.problems().isEmpty()
					? List.of(new Problem(path, refusal.code(), refusal.getMessage())) : refusal.problems());
		}
	}

	/**
	 * Takes a request back.
	 * @throws Refusal if it is too late
	 */
	void withdraw(Caller caller, String reference, String reason) {
		ownRequest(reference, caller);
		Retries.onConflict(() -> this.transaction.executeWithoutResult((status) -> {
			if (this.service.withdrawn(reference, caller.id(), reason)) {
				this.process.termsWithdrawn(reference);
			}
		}));
	}

	/**
	 * Answers a question of an approver.
	 * @throws Refusal if nothing is asked under that number
	 */
	void answer(Caller caller, String reference, int question, String answer) {
		String reseller = reseller(caller);
		this.service.visible(reference, caller);
		Retries.onConflict(() -> this.transaction.executeWithoutResult((status) -> {
			this.dialogue.resellerAnswered(reference, question, reseller, answer);
			this.process.questionAnswered(reference);
		}));
	}

	private static String reseller(Caller caller) {
		if (!caller.isReseller()) {
			throw new Refusal(Kind.FORBIDDEN, "resellers-only",
					"Questions to a reseller are answered by the reseller.");
		}
		return caller.id();
	}

	private String asksFor(Caller caller, String named) {
		if (caller.isReseller()) {
			if (named != null && !named.equals(caller.id())) {
				throw new Refusal(Kind.FORBIDDEN, "reseller-of-others", "Ask for terms in your own name.");
			}
			return caller.id();
		}
		expectManager(caller);
		return Optional.ofNullable(named)
			.flatMap(this.people::reseller)
			.filter(Reseller::active)
			.map(Reseller::code)
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "reseller-unknown",
					"Name the reseller whom you enter this for in the parameter 'reseller'."));
	}

	private static void expectOwn(Caller caller, String subsidiary, String country) {
		if (!caller.isReseller() && !caller.subsidiaries().contains(subsidiary)) {
			throw new Refusal(Kind.FORBIDDEN, "subsidiary-of-others",
					"Customers of %s are served by another desk than yours.".formatted(country));
		}
	}

	/** Whether somebody enters and changes requests for resellers. */
	static boolean manages(Caller caller) {
		return caller.has(Role.CLM) || caller.has(Role.CLM_LEAD);
	}

	static void expectManager(Caller caller) {
		if (!manages(caller)) {
			throw new Refusal(Kind.FORBIDDEN, "not-yours-to-ask",
					"Resellers and their customer lifecycle managers ask for terms.");
		}
	}

	/** A request that the caller may change: a reseller's, or one entered at the desk. */
	private SpecialTermsRequest ownRequest(String reference, Caller caller) {
		SpecialTermsRequest request = this.service.visible(reference, caller);
		if (!caller.isReseller()) {
			expectManager(caller);
			if (request.origin() != Origin.DESK) {
				throw new Refusal(Kind.FORBIDDEN, "resellers-only",
						"The reseller asked for these terms and changes or withdraws the request.");
			}
		}
		return request;
	}

	private Arrived read(TermsParts parts) {
		TermsAsked asked = this.reader.read(parts.asked());
		String subsidiary = subsidiary(asked.customer().country());
		List<Problem> problems = new ArrayList<>();
		Map<String, TermsParts.File> files = new LinkedHashMap<>();
		for (TermsParts.File file : parts.evidence()) {
			if (files.put(file.name(), file) != null) {
				problems.add(new Problem("evidence", "document-twice",
						"Two parts are called '%s'. Give every file its own name.".formatted(file.name())));
			}
		}
		List<EvidenceFile> evidence = new ArrayList<>();
		List<GuardedPdf> pdfs = new ArrayList<>();
		for (int i = 0; i < asked.evidence().size(); i++) {
			TermsAsked.Evidence listed = asked.evidence().get(i);
			TermsParts.File file = files.remove(listed.fileName());
			if (file == null) {
				problems.add(new Problem("/evidence/" + i + "/fileName", "document-missing",
						"'%s' is listed but no part 'evidence' carries that file name. Attach it."
							.formatted(listed.fileName())));
				continue;
			}
			try {
				GuardedPdf pdf = this.guard.open(file.name(), file.bytes());
				pdfs.add(pdf);
				evidence.add(new EvidenceFile(listed.kind(), listed.fileName(), pdf.sha256()));
			}
			catch (Refusal refusal) {
				problems.add(new Problem(file.name(), refusal.code(), refusal.getMessage()));
			}
		}
		files.keySet()
			.forEach((name) -> problems.add(new Problem("evidence", "document-not-listed",
					"'%s' is attached but not listed in request.evidence. List it with its kind.".formatted(name))));
		if (!problems.isEmpty()) {
			throw new Refusal(Kind.UNACCEPTABLE, problems.get(0).code(), (problems.size() == 1)
					? problems.get(0).message() : "%d files cannot be taken. See errors.".formatted(problems.size()),
					problems);
		}
		return new Arrived(asked, subsidiary, evidence, pdfs);
	}

	private String subsidiary(String country) {
		return this.packages.subsidiaryFor(country)
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "country-not-served",
					"No subsidiary here serves customers of %s.".formatted(country)));
	}

	private void store(Arrived arrived) {
		this.documents.store(arrived.pdfs()
			.stream()
			.map((pdf) -> new DocumentStore.Content(pdf.sha256(), pdf.bytes(), pdf.pageCount()))
			.toList());
	}

	private Answered keep(Request request, Supplier<String> work) {
		Answer answer = Retries.onConflict(() -> this.transaction.execute((status) -> {
			Answer given = answer(work.get());
			int kept = this.jdbc.update("""
					insert into countersign.terms_request_key (sender, key, request_hash, reference, answer, created_at)
					values (?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing""", request.key().sender(),
					request.key().value(), request.hash(), given.reference(), write(given),
					this.clock.instant().atOffset(ZoneOffset.UTC));
			if (kept == 0) {
				status.setRollbackOnly();
				return null;
			}
			return given;
		}));
		if (answer != null) {
			return new Answered(answer, false);
		}
		return known(request).orElseThrow(IdempotencyKey::underWay);
	}

	private Answer answer(String reference) {
		SpecialTermsRequest request = this.service.load(reference);
		return new Answer(reference, request.revision(), request.status(), request.waitsFor(),
				this.stages.route(request), List.copyOf(this.terms.missingEvidence(request)));
	}

	private Optional<Answered> known(Request request) {
		return this.jdbc
			.query("select request_hash, answer from countersign.terms_request_key where sender = ? and key = ?",
					(row, number) -> {
						request.key().expectSame(row.getString("request_hash"), request.hash());
						return new Answered(answered(row.getString("answer")), true);
					}, request.key().sender(), request.key().value())
			.stream()
			.findFirst();
	}

	private static String requestHash(String target, TermsParts parts) {
		return IdempotencyKey.requestHash(target, parts.asked(), parts.evidence(), TermsParts.File::name,
				TermsParts.File::bytes);
	}

	private String write(Answer answer) {
		try {
			return this.json.writeValueAsString(answer);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Answer answered(String text) {
		try {
			return this.json.readValue(text, Answer.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A stored answer cannot be read", ex);
		}
	}

}
