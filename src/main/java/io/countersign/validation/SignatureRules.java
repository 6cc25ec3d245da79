package io.countersign.validation;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Rule.Findings;

/** Rules SIG: has the customer signed, and can it be proved? */
final class SignatureRules {

	private static final Pattern ADOBE_REPORT = Pattern.compile("(?i)Final Audit Report");

	private static final Pattern DOCUSIGN_CERTIFICATE = Pattern.compile("(?i)Certificate Of Completion");

	private static final Pattern STATUS = Pattern.compile("(?i)\\bStatus: ?(\\p{L}+)");

	private static final Pattern DONE = Pattern.compile("(?i)Signed|Approved|Completed");

	private static final Pattern ENVELOPE = Pattern
		.compile("(?i)Envelope ?[Il]d: ?([0-9A-F]{8}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12})");

	private SignatureRules() {
	}

	/** SIG-01. */
	static void customerSigned(Dossier dossier, Findings findings) {
		dossier.signatureForm().ifPresent((form) -> {
			if (!form.hasBlock()) {
				findings.add("The customer's signature block could not be found on the signed form.")
					.in(form.paper(), 1)
					.weighing(Severity.WARNING)
					.cured("Look at the signature by eye.");
				return;
			}
			boolean marked = marked(form);
			boolean written = form.printedName().isPresent() && form.signatureDate().isPresent();
			if (!marked && !written && form.signature().isEmpty()) {
				findings.add("The customer has not signed.").in(form.paper(), form.blockPage());
			}
			else if (!marked && dossier.facts().signatureMethod().electronic()) {
				findings
					.add("The package says %s, but the signed form shows no mark of an electronic signature."
						.formatted(dossier.facts().signatureMethod()))
					.in(form.paper(), form.blockPage())
					.at("/signatureMethod")
					.found(form.signature().map(Hit::text).orElse(null))
					.weighing(Severity.WARNING)
					.cured("Look at the signature by eye; pasted pictures and drawn signatures do not count.");
			}
		});
	}

	/** SIG-03. */
	static void auditTrailPresent(Dossier dossier, Findings findings) {
		DocumentRules.required(dossier, findings);
		List<Paper> trails = dossier.papers(DocumentType.SIGAUD);
		dossier.signatureForm()
			.filter((form) -> trails.isEmpty() && dossier.facts().signatureMethod() == SignatureMethod.WET_INK)
			.flatMap(SignatureForm::electronicMark)
			.ifPresent((mark) -> findings.add(
					"The form carries an electronic signature although the package says WET_INK, and there is no audit trail.")
				.in(dossier.signatureForm().orElseThrow().paper(), mark.page())
				.at("/signatureMethod")
				.found(mark.text()));
		for (Paper trail : trails) {
			if (trail.readable()) {
				completed(trail, findings);
			}
		}
		List<Paper> readable = trails.stream().filter(Paper::readable).toList();
		if (readable.isEmpty() || readable.size() < trails.size()) {
			return;
		}
		sameEnvelope(dossier, readable, findings);
		dossier.customerSigner()
			.filter((signer) -> signer.name() != null || signer.email() != null)
			.filter((signer) -> readable.stream().noneMatch((trail) -> names(trail, signer)))
			.ifPresent((signer) -> findings
				.add("The audit trail names the customer's signer neither by name nor by e-mail address.")
				.in(readable.get(0), 1)
				.at("/signers/" + dossier.facts().signers().indexOf(signer))
				.found((signer.name() != null) ? signer.name() : signer.email()));
	}

	private static void completed(Paper trail, Findings findings) {
		if (!trail.has(ADOBE_REPORT) && !trail.has(DOCUSIGN_CERTIFICATE)) {
			findings.add(
					"The document is neither the final audit report of Adobe Sign nor a certificate of completion of DocuSign.")
				.in(trail, 1)
				.at(trail.path())
				.found(trail.pages().get(0).lines().findFirst().orElse(""))
				.weighing(Severity.WARNING)
				.cured("Look at the audit trail by eye; interim reports do not count.");
			return;
		}
		trail.find(STATUS)
			.filter((status) -> !DONE.matcher(status.text()).matches())
			.ifPresent((status) -> findings.add("The audit trail says that signing is not completed.")
				.in(trail, status.page())
				.at(trail.path())
				.found(status.text())
				.cured("Send the audit trail downloaded after everybody signed."));
	}

	private static void sameEnvelope(Dossier dossier, List<Paper> trails, Findings findings) {
		Optional<Hit> printed = dossier.signatureForm().flatMap(SignatureForm::envelope);
		List<Hit> certified = trails.stream().flatMap((trail) -> trail.find(ENVELOPE).stream()).toList();
		if (printed.isPresent() && !certified.isEmpty() && certified.stream()
			.noneMatch((envelope) -> Texts.code(envelope.text()).equals(Texts.code(printed.get().text())))) {
			findings.add("The audit trail belongs to another envelope than the signed form.")
				.in(dossier.signatureForm().orElseThrow().paper(), printed.get().page())
				.found(printed.get().text() + " / " + certified.get(0).text())
				.cured("Send the certificate of the envelope in which the form was signed.");
		}
	}

	private static boolean names(Paper trail, Signer signer) {
		String text = trail.text();
		return (signer.name() != null && Texts.mentions(text, signer.name()))
				|| (signer.email() != null && Texts.code(text).contains(Texts.code(signer.email())));
	}

	/** SIG-05. */
	static void signerComplete(Dossier dossier, Findings findings) {
		if (!dossier.needsSignature()) {
			return;
		}
		Optional<Signer> given = dossier.customerSigner();
		if (given.isEmpty()) {
			findings.add("The package does not say who signed for the customer.").at("/signers");
			return;
		}
		Signer signer = given.get();
		String path = "/signers/" + dossier.facts().signers().indexOf(signer);
		if (signer.name() == null) {
			findings.add("The name of the customer's signer is missing.").at(path + "/name");
		}
		if (signer.title() == null) {
			// The printed title carries no required mark on filed forms.
			findings.add("The title of the customer's signer is missing.")
				.at(path + "/title")
				.weighing(Severity.WARNING);
		}
		if (signer.signedOn() == null) {
			findings.add("The date of the customer's signature is missing.").at(path + "/signedOn");
		}
		else if (signer.signedOn().isAfter(dossier.receivedOn().plusDays(1))) {
			// One day of tolerance: somewhere it is already tomorrow.
			findings.add("The customer's signature is dated after the day of receipt.")
				.at(path + "/signedOn")
				.found(signer.signedOn())
				.weighing(Severity.INFO)
				.cured("Nothing, if the date is meant so; else correct it.");
		}
		dossier.signatureForm()
			.filter((form) -> form.hasBlock() && (marked(form) || form.signature().isPresent()
					|| form.printedName().isPresent() || form.signatureDate().isPresent()))
			.ifPresent((form) -> agrees(form, signer, path, findings));
	}

	private static void agrees(SignatureForm form, Signer signer, String path, Findings findings) {
		Optional<Hit> name = form.printedName();
		if (name.isEmpty()) {
			findings.add("The printed name is missing on the signed form.").in(form.paper(), form.blockPage());
		}
		else if (signer.name() != null
				&& Texts.compareNames(name.get().text(), signer.name()) == Texts.Likeness.DIFFERENT) {
			findings
				.add("The package names %s as signer, the signed form names somebody else.".formatted(signer.name()))
				.in(form.paper(), name.get().page())
				.at(path + "/name")
				.found(name.get().text())
				.weighing(Severity.WARNING);
		}
		if (signer.title() != null && form.title().isEmpty()) {
			findings.add("The printed title is missing on the signed form.")
				.in(form.paper(), form.blockPage())
				.weighing(Severity.WARNING);
		}
		Optional<Hit> date = form.signatureDate();
		if (date.isEmpty()) {
			findings.add("The signature date is missing on the signed form.").in(form.paper(), form.blockPage());
			return;
		}
		List<LocalDate> meant = SignatureForm.dates(date.get().text());
		if (meant.isEmpty()) {
			findings.add("The signature date on the signed form is no date of the calendar.")
				.in(form.paper(), date.get().page())
				.found(date.get().text())
				.weighing(Severity.WARNING)
				.cured("Read the date by eye: a scanner may have misread it.");
		}
		else if (signer.signedOn() != null && meant.stream()
			.noneMatch((day) -> !day.isBefore(signer.signedOn().minusDays(1))
					&& !day.isAfter(signer.signedOn().plusDays(1)))) {
			findings
				.add("The package dates the signature %s, the signed form another day.".formatted(signer.signedOn()))
				.in(form.paper(), date.get().page())
				.at(path + "/signedOn")
				.found(date.get().text())
				.weighing(Severity.WARNING);
		}
	}

	/** SIG-06. */
	static void methodAsRequested(Dossier dossier, Findings findings) {
		SignatureMethod requested = dossier.facts().requestedSignatureMethod();
		SignatureMethod used = dossier.facts().signatureMethod();
		if (requested != null && used != requested) {
			findings
				.add("The customer asked to sign by %s, but the package was signed by %s.".formatted(requested, used))
				.at("/signatureMethod")
				.found(used)
				.expected(requested);
		}
	}

	/** SIG-07. */
	static void sameAsChecked(Dossier dossier, Findings findings) {
		PreflightReceipt receipt = dossier.history().preflight();
		for (Paper paper : dossier.papers()) {
			if (paper.agreedHash() != null && !paper.agreedHash().equalsIgnoreCase(paper.hash())) {
				findings
					.add("%s (%s) is not the version that was agreed on: its hash differs.".formatted(paper.fileName(),
							paper.type()))
					.in(paper, 0)
					.at(paper.path() + "/sha256")
					.found(paper.hash())
					.expected(paper.agreedHash());
			}
			// Signing changes the signed form, and its audit trail comes afterwards.
			String checked = (receipt != null && dossier.signedPaper().filter(paper::equals).isEmpty()
					&& paper.type() != DocumentType.SIGAUD) ? receipt.documents().get(paper.fileName()) : null;
			if (checked != null && !checked.equalsIgnoreCase(paper.hash())) {
				findings
					.add("%s (%s) was changed since the pre-flight check %s.".formatted(paper.fileName(), paper.type(),
							receipt.number()))
					.in(paper, 0)
					.at(paper.path())
					.found(paper.hash())
					.expected(checked);
			}
		}
	}

	private static boolean marked(SignatureForm form) {
		return form.electronicMark().isPresent() || form.paper().digitallySigned();
	}

}
