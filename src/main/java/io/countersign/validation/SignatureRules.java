package io.countersign.validation;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.agreement.AgreementPackage.Party;
import io.countersign.agreement.AgreementPackage.SignatureMethod;
import io.countersign.agreement.AgreementPackage.Signer;
import io.countersign.agreement.Finding.Severity;
import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.document.DocumentSignature;
import io.countersign.document.DocumentSignature.Outcome;
import io.countersign.validation.AuditTrail.Event;
import io.countersign.validation.Paper.Hit;
import io.countersign.validation.Rule.Findings;

/** Rules SIG: has the customer signed, and can it be proved? */
final class SignatureRules {

	/** Digital signatures that prove nothing any more; others are for a person. */
	private static final Set<Outcome> BROKEN = EnumSet.of(Outcome.ALTERED, Outcome.DAMAGED, Outcome.REVOKED);

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
		Optional<SignatureForm> form = dossier.signatureForm();
		form.filter((signed) -> trails.isEmpty() && dossier.facts().signatureMethod() == SignatureMethod.WET_INK)
			.flatMap(SignatureForm::electronicMark)
			.ifPresent((mark) -> findings.add(
					"The form carries an electronic signature although the package says WET_INK, and there is no audit trail.")
				.in(form.orElseThrow().paper(), mark.page())
				.at("/signatureMethod")
				.found(mark.text()));
		List<AuditTrail> readable = dossier.auditTrails();
		readable.forEach((trail) -> completed(trail, findings));
		if (readable.isEmpty() || readable.size() < trails.size()) {
			// A scanned trail may hold what the others lack.
			return;
		}
		ofTheSignedForm(dossier, readable, findings);
		signedByAll(dossier, readable, findings);
	}

	private static void completed(AuditTrail trail, Findings findings) {
		if (trail.interim()) {
			findings.add("The audit trail is an interim report, downloaded before everybody had signed.")
				.in(trail.paper(), 1)
				.at(trail.paper().path())
				.found(trail.paper().lines(1).get(0))
				.expected("Final Audit Report");
		}
		else if (trail.method().isEmpty() && !trail.paper().isSomethingElse()) {
			findings.add(
					"The document is neither the final audit report of Adobe Sign nor a certificate of completion of DocuSign.")
				.in(trail.paper(), 1)
				.at(trail.paper().path())
				.found(trail.paper().pages().get(0).lines().findFirst().orElse(""))
				.weighing(Severity.WARNING)
				.cured("Look at the audit trail by eye; interim reports do not count.");
		}
		trail.unfinished()
			.ifPresent((status) -> findings.add("The audit trail says that signing is not completed.")
				.in(trail.paper(), status.page())
				.at(trail.paper().path())
				.found(status.text())
				.cured("Send the audit trail downloaded after everybody signed."));
	}

	private static void ofTheSignedForm(Dossier dossier, List<AuditTrail> trails, Findings findings) {
		SignatureForm form = dossier.signatureForm().orElse(null);
		if (form == null) {
			return;
		}
		Optional<Hit> printed = form.envelope();
		List<Hit> certified = trails.stream().flatMap((trail) -> trail.envelope().stream()).toList();
		if (printed.isPresent() && !certified.isEmpty() && certified.stream()
			.noneMatch((envelope) -> Texts.code(envelope.text()).equals(Texts.code(printed.get().text())))) {
			findings.add("The audit trail belongs to another envelope than the signed form.")
				.in(form.paper(), printed.get().page())
				.found(printed.get().text())
				.expected(certified.get(0).text())
				.cured("Send the certificate of the envelope in which the form was signed.");
		}
		form.service()
			.filter((service) -> trails.stream()
				.allMatch((trail) -> trail.method().isPresent() && trail.method().get() != service))
			.ifPresent((service) -> findings
				.add("The form was signed with %s, but the audit trail is of another service.".formatted(service))
				.in(form.paper(), form.electronicMark().orElseThrow().page())
				.found(form.electronicMark().orElseThrow().text())
				.expected("the audit trail of " + service));
	}

	/** Everybody who signed the form electronically has a signing of his own. */
	private static void signedByAll(Dossier dossier, List<AuditTrail> trails, Findings findings) {
		List<Signer> signers = dossier.facts().signers();
		for (int i = 0; i < signers.size(); i++) {
			Signer signer = signers.get(i);
			if (signer.party() == Party.RESELLER || !dossier.method(signer).electronic()
					|| (signer.name() == null && signer.email() == null)) {
				continue;
			}
			Optional<Event> signing = trails.stream().flatMap((trail) -> trail.signing(signer).stream()).findFirst();
			String path = "/signers/" + i;
			if (signing.isEmpty()) {
				findings
					.add("No audit trail shows that %s signed; whoever sent the document for signature does not count."
						.formatted((signer.name() != null) ? signer.name() : signer.email()))
					.in(trails.get(0).paper(), 1)
					.at(path)
					.expected((signer.name() != null) ? signer.name() : signer.email());
				continue;
			}
			LocalDate written = writtenOn(dossier, signer, signing.get());
			if (written != null && !signing.get().on().isEmpty() && !Dates.near(signing.get().on(), written)) {
				findings
					.add("By the audit trail %s signed on another day than the one written on the form."
						.formatted((signer.name() != null) ? signer.name() : signer.email()))
					.in(trails.get(0).paper(), signing.get().page())
					.at(path + "/signedOn")
					.found(signing.get().on().get(0))
					.expected(written)
					.weighing(Severity.WARNING)
					.cured("Find out which day is right: that of the audit trail counts.");
			}
		}
	}

	/** The day on the form, for the customer's own signer; else the day in the facts. */
	private static LocalDate writtenOn(Dossier dossier, Signer signer, Event signing) {
		List<LocalDate> onForm = dossier.customerSigner()
			.filter(signer::equals)
			.flatMap((customer) -> dossier.signatureForm())
			.flatMap(SignatureForm::signatureDate)
			.map((date) -> Dates.meant(date.text()))
			.orElse(List.of());
		if (onForm.isEmpty()) {
			return signer.signedOn();
		}
		return onForm.stream().filter((day) -> Dates.near(signing.on(), day)).findFirst().orElse(onForm.get(0));
	}

	/** SIG-04. */
	static void methodsCovered(Dossier dossier, Findings findings) {
		List<Signer> signers = dossier.facts().signers();
		long methods = signers.stream().map(dossier::method).distinct().count();
		List<Paper> trails = dossier.papers(DocumentType.SIGAUD);
		if (methods < 2 || dossier.auditTrails().size() < trails.size()) {
			return;
		}
		for (int i = 0; i < signers.size(); i++) {
			SignatureMethod method = dossier.method(signers.get(i));
			if (method.electronic() && dossier.auditTrails().stream().noneMatch((trail) -> covers(trail, method))) {
				findings
					.add("The package mixes ways of signing, and there is no audit trail of %s for %s.".formatted(
							method,
							(signers.get(i).name() != null) ? signers.get(i).name()
									: "the signer of party " + signers.get(i).party()))
					.at("/signers/" + i)
					.found(method)
					.expected("an audit trail of " + method);
			}
		}
	}

	private static boolean covers(AuditTrail trail, SignatureMethod method) {
		return trail.method()
			.filter((known) -> method == SignatureMethod.OTHER_ELECTRONIC || known == method)
			.isPresent() || (trail.method().isEmpty() && method == SignatureMethod.OTHER_ELECTRONIC);
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
		List<LocalDate> meant = Dates.meant(date.get().text());
		if (meant.isEmpty()) {
			findings.add("The signature date on the signed form is not a calendar date.")
				.in(form.paper(), date.get().page())
				.found(date.get().text())
				.weighing(Severity.WARNING)
				.cured("Read the date by eye: a scanner may have misread it.");
		}
		else if (signer.signedOn() != null && !Dates.near(meant, signer.signedOn())) {
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
		dossier.signatureForm()
			.ifPresent((form) -> form.service()
				.filter((shown) -> used.electronic() && used != shown && used != SignatureMethod.OTHER_ELECTRONIC)
				.ifPresent((shown) -> findings
					.add("The package says that the customer signed by %s, but the form carries the mark of %s."
						.formatted(used, shown))
					.in(form.paper(), form.electronicMark().orElseThrow().page())
					.at("/signatureMethod")
					.found(form.electronicMark().orElseThrow().text())
					.expected(used)));
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

	/** SIG-02. */
	static void signatureVerifiable(Dossier dossier, Findings findings) {
		dossier.signatureForm()
			.filter((form) -> form.hasBlock() && !marked(form) && dossier.papers(DocumentType.SIGAUD).isEmpty())
			.ifPresent((form) -> form.picture()
				.ifPresent((place) -> findings.add(
						"The customer's signature is a picture or drawing put onto the page: nothing proves who signed.")
					.in(form.paper(), form.blockPage())
					.found("a picture of %.0f by %.0f points in the customer's block".formatted(place.width(),
							place.height()))
					.expected("ink on paper, or a signing service with its audit trail")));
	}

	/** SIG-08. */
	static void digitalSignaturesIntact(Dossier dossier, Findings findings) {
		for (Paper paper : dossier.papers()) {
			for (DocumentSignature signature : dossier.signatures(paper)) {
				if (signature.outcome() != Outcome.VALID) {
					findings.add("%s (%s): %s".formatted(paper.fileName(), paper.type(), signature.sentence()))
						.in(paper, 0)
						.at(paper.path())
						.found(signature.signer())
						.weighing(BROKEN.contains(signature.outcome()) ? Severity.BLOCKER : Severity.WARNING)
						.cured(switch (signature.outcome()) {
							case ALTERED -> "Send the document as it was signed.";
							case DAMAGED -> "Send the document as it was signed, or have it signed again.";
							case REVOKED -> "Have it signed again with a certificate that is in force.";
							case ADDED_TO -> "Look at what was added, or ask for the document as it was signed.";
							case UNTRUSTED -> "Find out whose certificate it is before the signature counts.";
							default -> "Look at the signature in a viewer that checks it.";
						});
				}
			}
		}
	}

	/** SIG-09. */
	static void customerSignsFirst(Dossier dossier, Findings findings) {
		dossier.signatureForm().flatMap(SignatureForm::countersignedOn).ifPresent((date) -> {
			List<LocalDate> ours = Dates.meant(date.text());
			LocalDate signed = dossier.customerSigner().map(Signer::signedOn).orElse(null);
			if (signed != null && !ours.isEmpty() && ours.stream().allMatch((day) -> day.isBefore(signed))) {
				findings.add("By the form, Microsoft countersigned before the customer signed.")
					.in(dossier.signatureForm().orElseThrow().paper(), date.page())
					.at("/signers/" + dossier.facts().signers().indexOf(dossier.customerSigner().orElseThrow())
							+ "/signedOn")
					.found(date.text())
					.expected(signed + " or later");
			}
		});
	}

	private static boolean marked(SignatureForm form) {
		return form.electronicMark().isPresent() || form.paper().digitallySigned();
	}

}
