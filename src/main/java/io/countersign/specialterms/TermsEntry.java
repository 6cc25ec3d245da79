package io.countersign.specialterms;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agreement.PackageIntake;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.kernel.Sha256;
import io.countersign.specialterms.SpecialTermsIntake.Answer;

import org.springframework.stereotype.Component;

/**
 * What a customer lifecycle manager enters for a reseller in a form. It goes the way of
 * the API, as the same JSON; only that everything that is wrong is told at once.
 */
@Component
public class TermsEntry {

	/**
	 * A form as it was typed; what was left empty is an empty text.
	 *
	 * @param id of the form that was opened: sending it twice asks once
	 */
	public record Form(String id, String reseller, String customer, String country, String programme, String segment,
			String value, String currency, String comment, List<Term> terms, List<File> files) {
	}

	/** A term as it was typed. */
	public record Term(String code, String text, String percent, String amount, String justification) {

		/** Whether nothing was typed. */
		public boolean blank() {
			return (this.code + this.text + this.percent + this.amount + this.justification).isBlank();
		}

	}

	/** A file that was chosen. */
	public record File(String kind, String name, byte[] bytes) {
	}

	/**
	 * What would follow.
	 *
	 * @param steps who would have to approve; empty where nobody has to, or where there
	 * are problems
	 * @param missingEvidence kinds of evidence that no file was chosen for
	 * @param problems what is wrong, each with its JSON pointer in the request;
	 * {@code /reseller} for the reseller, {@code /evidence/n} for a file
	 */
	public record Foreseen(List<ApprovalStep> steps, List<String> missingEvidence, List<Problem> problems) {
	}

	/**
	 * What became of a form that was sent.
	 *
	 * @param reference {@code null} where it was not taken
	 * @param problems why not
	 */
	public record Sent(String reference, List<Problem> problems) {
	}

	private final SpecialTermsIntake intake;

	private final TermsReader reader;

	private final ClauseCatalogue clauses;

	private final PackageIntake packages;

	private final ObjectMapper json;

	private final Clock clock;

	TermsEntry(SpecialTermsIntake intake, TermsReader reader, ClauseCatalogue clauses, PackageIntake packages,
			ObjectMapper json, Clock clock) {
		this.intake = intake;
		this.reader = reader;
		this.clauses = clauses;
		this.packages = packages;
		this.json = json;
		this.clock = clock;
	}

	/** Whether somebody enters requests for resellers. */
	public boolean open(Caller caller) {
		return !caller.isReseller() && SpecialTermsIntake.manages(caller);
	}

	/** Codes of the programmes. */
	public List<String> programmes() {
		return this.reader.known("/properties/programme");
	}

	/** Codes of the segments. */
	public List<String> segments() {
		return this.reader.known("/properties/segment");
	}

	/** Kinds of evidence. */
	public List<String> evidenceKinds() {
		return this.reader.known("/properties/evidence/items/properties/kind");
	}

	/** The clauses in force today (UTC), by code. */
	public List<Clause> clauses() {
		LocalDate today = LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
		return this.clauses.all()
			.stream()
			.map(Clause::code)
			.distinct()
			.flatMap((code) -> this.clauses.find(code, today).stream())
			.toList();
	}

	/** Codes (ISO 3166 alpha-2) of the countries that the caller's desk serves. */
	public List<String> countries(Caller caller) {
		return Arrays.stream(Locale.getISOCountries())
			.filter((country) -> this.packages.subsidiaryFor(country)
				.filter(caller.subsidiaries()::contains)
				.isPresent())
			.toList();
	}

	/**
	 * Who would have to approve. Nothing is stored.
	 * @throws Refusal if the caller enters no requests
	 */
	public Foreseen preview(Form form, Caller caller) {
		SpecialTermsIntake.expectManager(caller);
		TermsParts parts = parts(form);
		List<Problem> problems = problems(form, parts, caller);
		if (!problems.isEmpty()) {
			return new Foreseen(List.of(), List.of(), problems);
		}
		try {
			Answer answer = this.intake.preview(parts.asked());
			return new Foreseen(answer.approvers(), answer.missingEvidence(), List.of());
		}
		catch (Refusal refusal) {
			return new Foreseen(List.of(), List.of(), List.of(placed(refusal)));
		}
	}

	/**
	 * Asks for the terms, once however often the form is sent.
	 * @throws Refusal if the caller enters no requests
	 */
	public Sent send(Form form, Caller caller) {
		SpecialTermsIntake.expectManager(caller);
		TermsParts parts = parts(form);
		try {
			return new Sent(this.intake.ask(caller, form.reseller(), key(form, parts), parts).answer().reference(),
					List.of());
		}
		catch (Refusal refusal) {
			List<Problem> problems = problems(form, parts, caller);
			return new Sent(null, problems.isEmpty() ? List.of(placed(refusal)) : problems);
		}
	}

	private List<Problem> problems(Form form, TermsParts parts, Caller caller) {
		return this.intake.problems(caller, form.reseller(), form.country(), parts)
			.stream()
			.map((problem) -> ofFile(problem, form))
			.sorted(Comparator.comparing((problem) -> problem.path().startsWith("/evidence")))
			.toList();
	}

	/** A problem of a file is told where the file was chosen. */
	private static Problem ofFile(Problem problem, Form form) {
		for (int i = 0; i < form.files().size(); i++) {
			if (form.files().get(i).name().equals(problem.path())) {
				return new Problem("/evidence/" + i, problem.code(), problem.message());
			}
		}
		return problem;
	}

	/** What only shows once a request is otherwise in order. */
	private static Problem placed(Refusal refusal) {
		return new Problem(refusal.code().equals("currency-without-rate") ? "/totalValue/currency" : "", refusal.code(),
				refusal.getMessage());
	}

	private static String key(Form form, TermsParts parts) {
		StringBuilder sent = new StringBuilder(form.id()).append('\n')
			.append(form.reseller())
			.append('\n')
			.append(Sha256.of(parts.asked()));
		parts.evidence().forEach((file) -> sent.append('\n').append(Sha256.of(file.bytes())));
		return "form-" + Sha256.of(sent.toString());
	}

	private TermsParts parts(Form form) {
		ObjectNode request = this.json.createObjectNode();
		put(put(request.putObject("customer"), "legalName", form.customer()), "country", form.country());
		put(put(request, "programme", form.programme()), "segment", form.segment());
		put(put(request.putObject("totalValue"), "amount", form.value()), "currency", form.currency());
		put(request, "comment", form.comment());
		request.putArray("terms");
		for (Term term : form.terms()) {
			ObjectNode asked = request.withArray("terms").addObject();
			put(put(put(asked, "code", term.code()), "text", term.text()), "percent", term.percent());
			put(put(asked, "amount", term.amount()), "justification", term.justification());
		}
		if (!form.files().isEmpty()) {
			form.files()
				.forEach((file) -> request.withArray("evidence")
					.addObject()
					.put("kind", file.kind())
					.put("fileName", file.name()));
		}
		try {
			return new TermsParts(this.json.writeValueAsBytes(request),
					form.files().stream().map((file) -> new TermsParts.File(file.name(), file.bytes())).toList());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ObjectNode put(ObjectNode object, String field, String typed) {
		Optional.of(typed.strip()).filter((text) -> !text.isEmpty()).ifPresent((text) -> object.put(field, text));
		return object;
	}

}
