package io.countersign.agreement;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.countersign.agreement.AgreementEvent.Happened;
import io.countersign.agreement.ReviewState.Catalogue;
import io.countersign.agreement.ReviewState.Note;
import io.countersign.agreement.ReviewState.Reason;
import io.countersign.agreement.StoredSubmission.StoredDocument;
import io.countersign.engine.Retries;
import io.countersign.identity.Caller;
import io.countersign.identity.Role;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;

import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a reviewer does beside the form of the task: accepting warnings one by one, noting
 * findings of one's own, taking a returned package back into review. Only the holder of
 * the open review may; every call locks the agreement, so that none of them slips behind
 * a decision that is taken at the same moment.
 */
@Service
public class ReviewService {

	private static final String REVIEW = "userTask_reviewPackage";

	private static final int SHORTEST_WORDS = 3;

	private static final int LONGEST_WORDS = 900;

	private static final int MOST_NOTES = 50;

	private final Agreements agreements;

	private final Submissions submissions;

	private final Judgements judgements;

	private final AgreementService service;

	private final AgreementProcess process;

	private final AgreementEvents events;

	private final WorkList workList;

	private final TransactionTemplate transaction;

	ReviewService(Agreements agreements, Submissions submissions, Judgements judgements, AgreementService service,
			AgreementProcess process, AgreementEvents events, WorkList workList,
			PlatformTransactionManager transactions) {
		this.agreements = agreements;
		this.submissions = submissions;
		this.judgements = judgements;
		this.service = service;
		this.process = process;
		this.events = events;
		this.workList = workList;
		this.transaction = new TransactionTemplate(transactions);
	}

	/** The reasons to choose from today (UTC). */
	public List<Reason> reasons(Catalogue catalogue) {
		return this.judgements.reasons(catalogue, today());
	}

	/**
	 * Accepts one warning of the newest submission.
	 * @param taskId the review that the person holds
	 * @param submission the submission the person was looking at
	 * @param position of the finding in it, counted from 1
	 * @param reason code of the catalogue of acceptances
	 * @param words why, 3 to 900 characters; internal
	 * @throws Refusal with a sentence for the person
	 */
	public void accept(String taskId, String person, int submission, int position, String reason, String words) {
		this.transaction.executeWithoutResult((status) -> {
			Agreement agreement = held(taskId, person, submission);
			Finding finding = finding(agreement, position);
			if (finding.severity() != Finding.Severity.WARNING) {
				throw new Refusal(Kind.FORBIDDEN, "not-a-warning", (finding.severity() == Finding.Severity.BLOCKER)
						? "%s blocks the package. Only the lead can grant an exception from it: decide 'Ask the lead for an exception'."
							.formatted(finding.code())
						: "%s needs no acceptance.".formatted(finding.code()));
			}
			String why = words("words", words);
			Reason chosen = this.judgements.reason(Catalogue.ACCEPTANCE, reason, today());
			if (!this.judgements.accept(agreement, position, chosen.code(), why, person, this.events.now())) {
				throw new Refusal(Kind.CONFLICT, "accepted-already", "This warning is accepted already.");
			}
			this.events.tell(Happened.WARNING_ACCEPTED, agreement, person, "Accepted the warning " + finding.code(),
					AgreementEvents.internally(why, Map.of("finding", finding.code(), "reason", chosen.code())));
		});
	}

	/**
	 * Notes a finding of the reviewer's own. Returning the package makes it a finding of
	 * the submission, which its reseller reads; until then it is a draft without trace.
	 * @param message what is wrong, 3 to 900 characters
	 * @param cure what to do about it; {@code null} or blank for the reason's own
	 * @param document file name in the submission; {@code null} where it concerns none
	 * @param page counted from 1; {@code null} where it concerns none
	 */
	public void note(String taskId, String person, int submission, String reason, String message, String cure,
			String document, Integer page) {
		this.transaction.executeWithoutResult((status) -> {
			Agreement agreement = held(taskId, person, submission);
			Reason chosen = this.judgements.reason(Catalogue.RETURN, reason, today());
			String file = (document != null && !document.isBlank()) ? document : null;
			expectPlace(agreement, file, page);
			if (this.judgements.notes(agreement.reference(), submission).size() >= MOST_NOTES) {
				throw new Refusal(Kind.UNACCEPTABLE, "too-many-notes",
						"At most %d findings of your own are taken.".formatted(MOST_NOTES));
			}
			this.judgements.note(agreement,
					new Note(Judgements.newId(), chosen.code(), words("message", message),
							(cure != null && !cure.isBlank()) ? words("cure", cure) : chosen.cure(), file, page, person,
							this.events.now()));
		});
	}

	/** Takes a noted finding away. */
	public void removeNote(String taskId, String person, int submission, UUID note) {
		this.transaction.executeWithoutResult((status) -> {
			Agreement agreement = held(taskId, person, submission);
			if (!this.judgements.removeNote(agreement, note)) {
				throw new Refusal(Kind.UNKNOWN, "note-unknown", "This finding is not noted any more.");
			}
		});
	}

	/**
	 * Takes a returned package into review without waiting for its correction, for
	 * instance to ask the lead for an exception.
	 * @param reason why; internal
	 * @throws Refusal if the caller is no CLM of the agreement's subsidiary, or it is not
	 * with its reseller
	 */
	public void recall(Caller caller, String reference, String reason) {
		Retries.onConflict(() -> this.transaction.executeWithoutResult((status) -> {
			Agreement agreement = this.agreements.findForChange(reference)
				.filter((found) -> caller.maySee(found.reseller(), found.subsidiary()))
				.orElseThrow(() -> AgreementService.unknown(reference));
			if (!caller.groups().contains(Role.CLM.group(agreement.subsidiary()))
					&& !caller.groups().contains(Role.CLM_LEAD.group(agreement.subsidiary()))) {
				throw new Refusal(Kind.FORBIDDEN, "clm-only",
						"Only a customer lifecycle manager of this subsidiary takes packages into review.");
			}
			this.service.recalled(agreement, words("reason", reason), caller.id());
			this.process.recalled(reference);
		}));
	}

	/**
	 * The agreement of a review that a person holds, locked. Who holds it is asked behind
	 * the lock: the review may have gone to somebody else while this one waited for it.
	 */
	private Agreement held(String taskId, String person, int submission) {
		String reference = this.workList.reference(taskId).orElseThrow(ReviewService::notYours);
		Agreement agreement = this.agreements.findForChange(reference)
			.orElseThrow(() -> AgreementService.unknown(reference));
		if (!this.workList.holds(person, taskId, REVIEW)) {
			throw notYours();
		}
		if (agreement.status() != AgreementStatus.IN_REVIEW || agreement.submission() != submission) {
			throw new Refusal(Kind.CONFLICT, "changed-meanwhile",
					"Agreement %s has changed meanwhile. Look at it again.".formatted(reference));
		}
		this.judgements.expectJudge(reference, submission, person);
		return agreement;
	}

	private static Refusal notYours() {
		return new Refusal(Kind.FORBIDDEN, "task-not-yours",
				"Claim the review first: only its holder judges the package.");
	}

	private Finding finding(Agreement agreement, int position) {
		List<Finding> findings = this.submissions.findings(agreement.reference(), agreement.submission());
		if (position < 1 || position > findings.size()) {
			throw new Refusal(Kind.UNKNOWN, "finding-unknown", "There is no such finding.");
		}
		return findings.get(position - 1);
	}

	private void expectPlace(Agreement agreement, String document, Integer page) {
		List<String> files = this.submissions.stored(agreement.reference(), agreement.submission())
			.documents()
			.stream()
			.map(StoredDocument::fileName)
			.toList();
		if (document != null && !files.contains(document)) {
			throw new Refusal(Kind.UNACCEPTABLE, "document-unknown", "This submission has no such document.");
		}
		if (page != null && (document == null || page < 1 || page > 10_000)) {
			throw new Refusal(Kind.UNACCEPTABLE, "page-unknown", "Name the document, and a page counted from 1.");
		}
	}

	private static String words(String field, String given) {
		String words = (given != null) ? given.strip() : "";
		if (words.length() < SHORTEST_WORDS || words.length() > LONGEST_WORDS) {
			throw new Refusal(Kind.UNACCEPTABLE, field + "-missing",
					"Say it in your own words, %d to %d characters.".formatted(SHORTEST_WORDS, LONGEST_WORDS));
		}
		if (!StrictJson.isUsable(words)) {
			throw new Refusal(Kind.UNACCEPTABLE, field + "-unusable",
					"The text holds a character that cannot be kept or shown. Write it in plain text.");
		}
		return words;
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.events.now(), ZoneOffset.UTC);
	}

}
