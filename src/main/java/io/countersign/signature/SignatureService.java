package io.countersign.signature;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.countersign.agreement.Agreement;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementService;
import io.countersign.agreement.AgreementStatus;
import io.countersign.agreement.CountersignedDocument;
import io.countersign.agreement.IncomingSubmission;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.agreement.PreparedDocuments;
import io.countersign.agreement.PreparedWork;
import io.countersign.agreement.SignatureLevel;
import io.countersign.agreement.StoredSubmission;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.document.DocumentGuard;
import io.countersign.document.DocumentStore;
import io.countersign.document.GuardedPdf;
import io.countersign.engine.TaskAnswers;
import io.countersign.identity.People;
import io.countersign.identity.Role;
import io.countersign.kernel.Money;
import io.countersign.kernel.DatabaseRefusals;
import io.countersign.kernel.Refusal;
import io.countersign.signature.PreparedCountersignature.Form;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who signs, and the signature itself. Authority and segregation of duties are checked
 * when a task is taken, when it is completed, and by the database when the signature is
 * stored.
 */
@Service
class SignatureService {

	/** Who is named where no person signs. */
	private static final String STANDING_NAME = "standing authority";

	/** The method of a signature by our key. */
	private static final String DIGITAL = "PADES";

	private static final int LONGEST_REASON = 2000;

	private final AgreementService agreements;

	private final SigningAuthorities authorities;

	private final StandingAuthority standing;

	private final DocumentGuard guard;

	private final DocumentStore documents;

	private final PadesSigner signer;

	private final SignatureVerifier verifier;

	private final SigningKey key;

	private final Signatures signatures;

	private final SigningPapers papers;

	private final FreshLogin freshLogin;

	private final People people;

	private final JdbcTemplate jdbc;

	private final SignatureVersions versions;

	private final Clock clock;

	SignatureService(AgreementService agreements, SigningAuthorities authorities, StandingAuthority standing,
			DocumentGuard guard, DocumentStore documents, PadesSigner signer, SignatureVerifier verifier,
			SigningKey key, Signatures signatures, SigningPapers papers, FreshLogin freshLogin, People people,
			JdbcTemplate jdbc, SignatureVersions versions, Clock clock) {
		this.agreements = agreements;
		this.authorities = authorities;
		this.standing = standing;
		this.guard = guard;
		this.documents = documents;
		this.signer = signer;
		this.verifier = verifier;
		this.key = key;
		this.signatures = signatures;
		this.papers = papers;
		this.freshLogin = freshLogin;
		this.people = people;
		this.jdbc = jdbc;
		this.versions = versions;
		this.clock = clock;
	}

	/**
	 * The groups whose members may find an agreement in their task list: the teams of
	 * everybody whose authority covers it. Where nobody's does, the highest tier sees it
	 * and is told so when somebody takes it.
	 */
	List<String> groups(String reference) {
		Agreement agreement = this.agreements.load(reference);
		List<String> groups = covering(agreement).stream()
			.map((authority) -> authority.team() + "-" + agreement.subsidiary())
			.distinct()
			.toList();
		return groups.isEmpty() ? List.of(Role.MANAGER_2.group(agreement.subsidiary())) : groups;
	}

	/**
	 * Who may sign an agreement in the place of somebody absent; nobody of them has done
	 * something with it that excludes from signing.
	 */
	@Transactional(readOnly = true)
	List<String> covers(String reference) {
		Agreement agreement = this.agreements.load(reference);
		return this.signatures.covers(reference, agreement.submission(), this.clock.instant());
	}

	/** A person has to sign: says who may. */
	@Transactional
	void determineSignatory(String reference) {
		Agreement agreement = this.agreements.load(reference);
		String whom = capacities(covering(agreement));
		this.agreements.readyToSign(reference, (needed(agreement) > 1) ? "two people: " + whom : whom);
	}

	private int needed(Agreement agreement) {
		return this.signatures.needed(agreement.value(), LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC));
	}

	/** Who may sign a package where a person has to, in words. */
	String signatories(IncomingSubmission submission) {
		return capacities(covering(submission.subsidiary(), submission.facts().programme().code(),
				submission.facts().totalValue()));
	}

	/** Whether nobody has to sign a package that is clean and standard. */
	boolean standingCovers(IncomingSubmission submission) {
		return this.standing.find(submission.subsidiary(), submission.facts(), now()).isPresent();
	}

	private static String capacities(List<SigningAuthority> authorities) {
		String whom = authorities.stream()
			.map(SigningAuthority::capacity)
			.distinct()
			.collect(Collectors.joining(" or "));
		return whom.isEmpty() ? "somebody with authority for its value; nobody has it now" : whom;
	}

	private List<SigningAuthority> covering(Agreement agreement) {
		return covering(agreement.subsidiary(), agreement.programme().code(), agreement.value());
	}

	private List<SigningAuthority> covering(String subsidiary, String programme, Money value) {
		Instant now = this.clock.instant();
		return this.authorities.all()
			.stream()
			.filter((authority) -> authority.team() != null)
			.filter((authority) -> authority.covers(subsidiary, programme, value, now))
			.toList();
	}

	/**
	 * Checks the answers of {@code sign-agreement}.
	 * @throws Refusal with a sentence for the person
	 */
	void check(String reference, TaskAnswers answers) {
		String reason = answers.text("reason").map(String::strip).orElse("");
		switch (answers.text("decision").orElse("")) {
			case "sign" -> {
				if (!answers.text("confirmed").map(Boolean::parseBoolean).orElse(false)) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "confirmation-missing",
							"To sign, confirm that you have read the agreement and are authorised to sign it.");
				}
				this.freshLogin.expect();
				obstacle(reference, answers.by(), (any) -> true);
			}
			case "sendBack", "decline" -> {
				if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
					throw new Refusal(Refusal.Kind.UNACCEPTABLE, "reason-missing",
							"Give a reason of 1 to %d characters.".formatted(LONGEST_REASON));
				}
			}
			default -> throw new Refusal(Refusal.Kind.UNACCEPTABLE, "decision-missing",
					"Choose whether to sign, to send back or to decline.");
		}
	}

	/**
	 * Checks whether a person may take the task to sign an agreement: what keeps
	 * everybody from signing does not keep anybody from sending it back.
	 * @throws Refusal with a sentence for the person
	 */
	void checkSignatory(String reference, String person) {
		obstacle(reference, person, Signatures.Obstacle::personal);
	}

	/** Refuses for the first obstacle of a kind. */
	private void obstacle(String reference, String person, Predicate<Signatures.Obstacle> kind) {
		Agreement agreement = this.agreements.load(reference);
		this.signatures.obstacles(reference, agreement.submission(), person, this.clock.instant())
			.stream()
			.filter(kind)
			.findFirst()
			.ifPresent((obstacle) -> {
				throw obstacle.refusal(agreement.subsidiary());
			});
	}

	/** Who signs, and what entitles them. */
	private record Signatory(String id, String name, Signatures.Entitlement entitlement) {

		static Signatory standing(SigningAuthority authority) {
			return new Signatory(authority.signatory(), STANDING_NAME,
					new Signatures.Entitlement(authority.id(), authority.capacity(), null, null));
		}

	}

	private Signatory signatory(Agreement agreement, String person, Instant now) {
		obstacle(agreement.reference(), person, (any) -> true);
		Signatures.Entitlement entitlement = this.signatures
			.entitlement(agreement.reference(), agreement.submission(), person, now)
			.orElseThrow(() -> new Refusal(Refusal.Kind.FORBIDDEN, "authority-missing",
					"No authority of yours covers agreement %s now.".formatted(agreement.reference())));
		return new Signatory(person, this.people.nameOf(person), entitlement);
	}

	/**
	 * Records what a person decided about signing.
	 * @return {@code sign}, {@code sendBack} or {@code decline}
	 */
	@Transactional
	String recordSigningDecision(String reference, TaskAnswers answers) {
		check(reference, answers);
		String decision = answers.required("decision");
		String reason = answers.text("reason").map(String::strip).orElse(null);
		int submission = this.agreements.load(reference).submission();
		List<Signatures.Given> given = decision.equals("sign") ? List.of()
				: this.signatures.standing(reference, submission);
		if (!given.isEmpty()) {
			this.signatures.end(reference, submission, reason, answers.by(), this.clock.instant());
		}
		this.agreements.signingDecided(reference, decision, reason, answers.by(),
				given.stream().map(Signatures.Given::name).toList());
		return decision;
	}

	/**
	 * Countersigns under the standing authority: takes the signature that was prepared
	 * before this transaction, else makes it now.
	 */
	@Transactional
	void countersignUnderStandingAuthority(String reference) {
		Agreement agreement = this.agreements.load(reference);
		StoredSubmission submission = this.agreements.latestSubmission(reference);
		PreparedCountersignature signed = PreparedWork.of(reference)
			.flatMap((work) -> work.find(PreparedCountersignature.class))
			.filter((prepared) -> prepared.submission() == agreement.submission())
			.orElseGet(() -> {
				Instant now = now();
				SigningAuthority authority = this.standing.find(agreement.subsidiary(), submission.facts(), now)
					.orElseThrow(() -> new Refusal(Refusal.Kind.FORBIDDEN, "authority-missing",
							"The standing authority does not cover agreement %s now.".formatted(reference)));
				return sign(submission, List.of(), Signatory.standing(authority), now, true);
			});
		store(signed, null, 1, 1);
		countersigned(signed);
	}

	/** All signatures are there. */
	private void countersigned(PreparedCountersignature last) {
		this.agreements.countersigned(last.reference(), last.document());
		if (!last.level().stamped()) {
			this.versions.unstamped().raiseAfterCommit();
		}
	}

	/**
	 * Signs in the name of the person who decided to sign in this transaction.
	 * @return whether another person has to sign too
	 */
	@Transactional
	boolean addSignature(String reference, TaskAnswers answers) {
		Agreement agreement = this.agreements.load(reference);
		if (agreement.status() != AgreementStatus.READY_TO_SIGN) {
			throw new Refusal(Refusal.Kind.CONFLICT, "status-does-not-allow",
					"Agreement %s is %s and cannot be signed.".formatted(reference, agreement.status()));
		}
		Instant now = now();
		Signatory signatory = signatory(agreement, answers.by(), now);
		StoredSubmission submission = this.agreements.latestSubmission(reference);
		List<Signatures.Given> before = this.signatures.standing(reference, agreement.submission());
		int position = before.size() + 1;
		boolean another = position < needed(agreement);
		Optional<SigningPapers.Method> onPaper = SigningPapers.Method.of(answers);
		expectOneMethod(onPaper.map(Enum::name).orElse(DIGITAL), before);
		if (onPaper.isPresent()) {
			return addPaper(submission, before, signatory, onPaper.get(), now, another);
		}
		PreparedCountersignature signed = sign(submission, before, signatory, now, !another);
		store(signed, signatory.entitlement(), this.signatures.attempt(reference, agreement.submission()), position);
		if (another) {
			this.agreements.signedByFirst(reference, signed.document(), capacities(covering(agreement)));
		}
		else {
			countersigned(signed);
		}
		return another;
	}

	/** Nothing digital holds on a scan, and a scan says nothing about what is digital. */
	private static void expectOneMethod(String method, List<Signatures.Given> before) {
		before.stream().filter((given) -> !given.method().equals(method)).findFirst().ifPresent((given) -> {
			throw new Refusal(Refusal.Kind.CONFLICT, "another-method",
					"%s signed in another way. Sign in the same way, or send it back so that both sign anew."
						.formatted(given.name()));
		});
	}

	private boolean addPaper(StoredSubmission submission, List<Signatures.Given> before, Signatory signatory,
			SigningPapers.Method method, Instant now, boolean another) {
		String reference = submission.reference();
		SigningPapers.Paper paper = this.papers.of(reference, submission.number(), signatory.id(), method);
		StoredDocument form = submission.document(DocumentType.PSF).orElseThrow(() -> formMissing(reference));
		String former = before.isEmpty() ? form.sha256() : before.get(before.size() - 1).sha256();
		int length = this.documents.find(former).orElseThrow().bytes().length;
		try {
			this.signatures.add(new Signatures.OnPaper(reference, submission.number(), submission.contentHash(),
					this.signatures.attempt(reference, submission.number()), before.size() + 1, paper,
					new Signatures.OnPaper.Before(former, length), signatory.id(), signatory.name(),
					signatory.entitlement(), now));
		}
		catch (DataAccessException ex) {
			throw DatabaseRefusals.in(ex).map(RuntimeException.class::cast).orElse(ex);
		}
		CountersignedDocument document = new CountersignedDocument(paper.sha256(), form.code(), paper.fileName(),
				signatory.id(), signatory.name(), signatory.entitlement().capacity(), now);
		if (another) {
			this.agreements.signedByFirst(reference, document, capacities(covering(this.agreements.load(reference))));
		}
		else {
			this.agreements.countersigned(reference, document);
		}
		return another;
	}

	/** A second signature is added to the document that the first person signed. */
	private PreparedCountersignature sign(StoredSubmission submission, List<Signatures.Given> before,
			Signatory signatory, Instant now, boolean last) {
		StoredDocument form = submission.document(DocumentType.PSF)
			.orElseThrow(() -> formMissing(submission.reference()));
		String sha256 = before.isEmpty() ? form.sha256() : before.get(before.size() - 1).sha256();
		byte[] bytes = this.documents.find(sha256)
			.orElseThrow(() -> new IllegalStateException("Document %s is not stored".formatted(sha256)))
			.bytes();
		GuardedPdf pdf = this.guard.open(form.fileName(), bytes);
		return sign(submission.reference(), submission.number(), submission.contentHash(), pdf, form.fileName(),
				form.code(), signatory, now, false, last);
	}

	/**
	 * Builds the signature for a submission on its way in, under the standing authority.
	 * Opens no transaction.
	 * @return empty where the standing authority does not cover it
	 * @throws Refusal if the signature form cannot take our signature
	 */
	Optional<PreparedCountersignature> prepare(IncomingSubmission submission) {
		Instant now = now();
		return this.standing.find(submission.subsidiary(), submission.facts(), now).map((authority) -> {
			ReceivedDocument form = submission.document(DocumentType.PSF)
				.orElseThrow(() -> formMissing(submission.reference()));
			return sign(submission.reference(), submission.number(), submission.contentHash(), form.pdf(),
					form.entry().fileName(), form.entry().code(), Signatory.standing(authority), now, true, true);
		});
	}

	private static Refusal formMissing(String reference) {
		return new Refusal(Refusal.Kind.UNACCEPTABLE, "signature-form-missing",
				"The package of %s holds no program signature form to sign.".formatted(reference));
	}

	private PreparedCountersignature sign(String reference, int number, String contentHash, GuardedPdf pdf,
			String fileName, String code, Signatory signatory, Instant now, boolean stamped, boolean last) {
		PadesSigner.Signed signed = this.signer.sign(new PadesSigner.Request(reference, pdf.bytes(), pdf.layout(),
				contentHash, signatory.name(), signatory.entitlement().capacity(), now, stamped, last));
		SignatureVerdict verdict = this.verifier.verify(signed.bytes());
		if (!verdict.valid()) {
			throw new Refusal(Refusal.Kind.UNACCEPTABLE, "signature-impossible",
					"The signature form of %s cannot take our signature: checked right after signing, the answer was: %s"
						.formatted(reference, verdict.sentence()));
		}
		Form form = new Form(fileName, code, pdf.sha256(), pdf.bytes().length, pdf.pageCount());
		return new PreparedCountersignature(reference, number, contentHash, form, signed.bytes(), signed.sha256(),
				signed.signatureValueSha256(), signatory.id(), signatory.name(), signatory.entitlement().capacity(),
				signatory.entitlement().authority(), now,
				verdict.proven().isPresent() ? signed.level() : SignatureLevel.B,
				verdict.proven().map(SignatureVerdict.Proof::at).orElse(null));
	}

	/** The document first, then the signature that points at it. */
	private void store(PreparedCountersignature prepared, Signatures.Entitlement cover, int attempt, int position) {
		boolean stored = PreparedWork.of(prepared.reference())
			.flatMap((work) -> work.find(PreparedDocuments.class))
			.filter((made) -> made.contents().stream().anyMatch((one) -> one.sha256().equals(prepared.sha256())))
			.isPresent();
		if (!stored) {
			this.documents.store(List.of(prepared.content()));
		}
		try {
			this.jdbc.update(
					"""
							insert into countersign.signature (reference, submission, signed_sha256, unsigned_sha256, unsigned_length,
								content_hash, signatory, name, capacity, authority, signed_at, certificate_subject, certificate_serial,
								signature_value_sha256, attempt, position, level, stamped_at, on_behalf_of, absence)
							values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
					prepared.reference(), prepared.submission(), prepared.sha256(), prepared.form().sha256(),
					prepared.form().length(), prepared.contentHash(), prepared.signatory(), prepared.name(),
					prepared.capacity(), prepared.authority(), prepared.signedAt().atOffset(ZoneOffset.UTC),
					this.key.certificate().getSubject().getPrettyPrintRFC2253(),
					this.key.certificate().getSerialNumber().toString(16), prepared.signatureValueSha256(), attempt,
					position, prepared.level().name(),
					(prepared.stampedAt() != null) ? prepared.stampedAt().atOffset(ZoneOffset.UTC) : null,
					(cover != null) ? cover.onBehalfOf() : null, (cover != null) ? cover.absence() : null);
		}
		catch (DuplicateKeyException ex) {
			throw new Refusal(Refusal.Kind.CONFLICT, "already-countersigned",
					"Submission %d of agreement %s is countersigned already.".formatted(prepared.submission(),
							prepared.reference()));
		}
		catch (DataAccessException ex) {
			throw DatabaseRefusals.in(ex).map(RuntimeException.class::cast).orElse(ex);
		}
	}

	/** A signature states whole seconds. */
	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.SECONDS);
	}

}
