package io.countersign.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage.Amendment;
import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.ClauseRegister.Clause;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.KnownTerms;
import io.countersign.agreement.PackageTerm;
import io.countersign.agreement.PackageTerm.Source;
import io.countersign.agreement.TermsRegister.Condition;
import io.countersign.agreement.TermsRegister.ConditionKind;
import io.countersign.agreement.TermsRegister.Standing;
import io.countersign.agreement.TermsRegister.Term;
import io.countersign.agreement.TermsRegister.Terms;
import io.countersign.kernel.Foreign;
import io.countersign.validation.Rule.Draft;
import io.countersign.validation.Rule.Findings;
import io.countersign.validation.TermsCheck.Misfit;

/** Rules APR-01 and APR-02: is what differs from the standard forms what was approved? */
final class TermsRules {

	private TermsRules() {
	}

	/** APR-01. */
	static void approved(Dossier dossier, Findings findings) {
		TermsCheck check = dossier.grants();
		Map<String, Terms> counting = new LinkedHashMap<>();
		for (PackageTerm term : dossier.terms()) {
			Optional<Terms> request = dossier.known().request(term.request());
			if (term.request() != null && request.isEmpty()) {
				unknown(findings, term.request(), term.requestPath());
			}
			request.ifPresent(
					(named) -> check.standing(named, term).ifPresentOrElse((wrong) -> tell(findings, wrong), () -> {
						if (named.standing() == Standing.GRANTED) {
							counting.put(named.reference(), named);
						}
					}));
		}
		List<Amendment> amendments = dossier.facts().amendments();
		for (int i = 0; i < amendments.size(); i++) {
			String named = amendments.get(i).approval();
			if (named != null && !KnownTerms.isRequest(named)) {
				unknown(findings, named, "/amendments/" + i + "/approval");
			}
		}
		counting.values().forEach((request) -> covers(check, request, findings));
	}

	private static void unknown(Findings findings, String reference, String path) {
		findings.add("You have no request for special terms '%s'.".formatted(Foreign.shortened(reference)))
			.at(path)
			.found(reference)
			.cured("Give the reference of your request (ST-…), or leave it out to ask for the terms with this package.");
	}

	private static void covers(TermsCheck check, Terms request, Findings findings) {
		check.scope(request).forEach((wrong) -> tell(findings, wrong));
		check.conditions(request).forEach((wrong) -> tell(findings, wrong));
		for (Condition condition : request.conditions()) {
			if (condition.kind() == ConditionKind.NOTE) {
				findings
					.add("Request %s was granted under a condition that a person has to check: %s"
						.formatted(request.reference(), condition.words()))
					.weighing(Severity.WARNING)
					.cured("Check that the package keeps the condition.");
			}
		}
	}

	private static void tell(Findings findings, Misfit wrong) {
		Draft draft = findings.add(wrong.message()).at(wrong.path()).found(wrong.found()).expected(wrong.expected());
		if (wrong.cure() != null) {
			draft.cured(wrong.cure());
		}
	}

	/** APR-02. */
	static void asApproved(Dossier dossier, Findings findings) {
		for (PackageTerm term : dossier.terms()) {
			dossier.known()
				.request(term.request())
				.filter((request) -> request.standing() == Standing.GRANTED)
				.ifPresent((request) -> TermsCheck.held(request, term.asked())
					.filter((granted) -> !granted.asked().textHash().equals(term.asked().textHash()))
					.ifPresent((granted) -> differs(term, granted, request, findings)));
		}
		List<Amendment> amendments = dossier.facts().amendments();
		for (int i = 0; i < amendments.size(); i++) {
			onPaper(dossier, amendments.get(i), i, findings);
		}
	}

	/** The facts ask for something else than the request they name. */
	private static void differs(PackageTerm term, Term granted, Terms request, Findings findings) {
		AskedTerm asked = term.asked();
		if (!same(asked.percent(), granted.asked().percent())) {
			findings
				.add("Request %s grants %s in another amount than the package claims.".formatted(request.reference(),
						asked.code()))
				.at(term.path() + "/percent")
				.found(plain(asked.percent()))
				.expected(plain(granted.asked().percent()));
			return;
		}
		String found = asked.inFull(granted.standardText()).text();
		String expected = granted.asked().inFull(granted.standardText()).text();
		String place = term.path() + ((term.source() == Source.AMENDMENT) ? "/text" : "");
		if (Objects.equals(found, expected)) {
			findings.add(
					"Request %s grants %s in the catalogue's words; the package spells them out, or the other way round."
						.formatted(request.reference(), asked.code()))
				.at(place)
				.cured("Give the text exactly where the request gave it, so that both are bound by the same words.");
			return;
		}
		Draft draft = findings
			.add("The wording of %s is not the one that request %s grants.".formatted(asked.code(),
					request.reference()))
			.at(place)
			.found(found)
			.expected(expected);
		if (found != null && expected != null) {
			Wording.firstDifference(found, expected)
				.ifPresent((difference) -> draft.saying(difference.words())
					.found(difference.found())
					.expected(difference.expected()));
		}
	}

	/** The document of an amendment against the wording that counts for it. */
	private static void onPaper(Dossier dossier, Amendment amendment, int index, Findings findings) {
		String path = "/amendments/" + index;
		Optional<Clause> clause = dossier.known().clause(amendment.id());
		boolean standard = Boolean.TRUE.equals(amendment.standard())
				&& clause.filter((known) -> !known.kind().equals("CUSTOM")).isPresent();
		if (amendment.text() == null && !standard) {
			findings
				.add("Amendment %s is no standard amendment of the catalogue, and the package does not give its words."
					.formatted(amendment.id()))
				.at(path + "/text")
				.cured("Give the words of the amendment, exactly as its document has them.");
			return;
		}
		String wording = wording(dossier, amendment, index).orElse(clause.map(Clause::text).orElse(null));
		for (Paper paper : dossier.papers(DocumentType.AMD)) {
			if (paper.code() == null || !Texts.code(paper.code()).equals(Texts.code(amendment.id()))
					|| !paper.readable() || paper.isSomethingElse()) {
				continue;
			}
			if (wording == null) {
				findings
					.add("The standard wording of %s is not kept here, so its document was not compared with it."
						.formatted(amendment.id()))
					.in(paper, 0)
					.at(path)
					.weighing(Severity.INFO)
					.cured("Whoever decides on it or signs it reads the document.");
			}
			else {
				Wording.compare(paper, wording)
					.ifPresentOrElse(
							(difference) -> findings
								.add("The document of amendment %s does not have the words that count for it. %s"
									.formatted(amendment.id(), difference.words()))
								.in(paper, difference.page())
								.at(path + "/text")
								.found(difference.found())
								.expected(difference.expected()),
							() -> nothingElse(dossier, amendment, index, paper, wording, findings));
			}
		}
	}

	private static void nothingElse(Dossier dossier, Amendment amendment, int index, Paper paper, String wording,
			Findings findings) {
		List<String> known = new ArrayList<>(dossier.orders().formWords(amendment.id()));
		known.add(amendment.id());
		known.add(dossier.facts().customer().legalName());
		known.addAll(dossier.enrolments());
		if (amendment.title() != null) {
			known.add(amendment.title());
		}
		if (dossier.facts().formVersion() != null) {
			known.add(dossier.facts().formVersion());
		}
		Wording.beyond(paper, wording, known)
			.ifPresent((more) -> findings
				.add("The document of amendment %s says more than the words that count for it."
					.formatted(amendment.id()))
				.in(paper, more.page())
				.at("/amendments/" + index + "/text")
				.found(more.found())
				.weighing(Severity.WARNING)
				.cured("Read what the document says beside them. If it changes the agreement, return the package: nobody was asked to approve it."));
	}

	/** The words granted, else those that the package gives. */
	private static Optional<String> wording(Dossier dossier, Amendment amendment, int index) {
		return dossier.terms()
			.stream()
			.filter((term) -> term.source() == Source.AMENDMENT && term.index() == index)
			.findFirst()
			.flatMap((term) -> dossier.known()
				.request(term.request())
				.filter((request) -> request.standing() == Standing.GRANTED)
				.flatMap((request) -> TermsCheck.held(request, term.asked()))
				.map((granted) -> granted.asked().inFull(granted.standardText()).text()))
			.or(() -> Optional.ofNullable(amendment.text()));
	}

	private static boolean same(BigDecimal one, BigDecimal other) {
		return (one == null || other == null) ? one == other : one.compareTo(other) == 0;
	}

	private static String plain(BigDecimal number) {
		return (number != null) ? number.toPlainString() : null;
	}

}
