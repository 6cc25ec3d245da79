package io.countersign.validation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.agreement.AgreementPackage.DocumentType;
import io.countersign.validation.Paper.Hit;

/**
 * Tells what a paper is from its own text: by a title where titles stand, by the words
 * that go with it, and by the form code of its footer. Forms name each other (a signature
 * form lists a product selection form, an enrolment asks for a signature form), so a name
 * alone counts for nothing; where title and footer disagree, nothing is said.
 *
 * @param evidence the line that tells it
 */
record Recognition(DocumentType type, Hit evidence) {

	/** A longer line is a sentence. */
	private static final int LONGEST_TITLE = 90;

	/** The logo's line, which may run into the title. */
	private static final Pattern LOGO = Pattern.compile("^M\\w{0,10} ?[|Il1]? ?Volume Licensing ?");

	private static final Pattern AUDIT = Pattern
		.compile("(?i)\\b(?:Final|Interim) Audit Report\\b" + "|^Certificate Of Completion\\b");

	/** An amendment repeats the name of the form it amends; its id tells it. */
	private static final Pattern AMENDMENT = Pattern.compile(
			"(?im)^Amendment to Contract Documents\\b|\\bAmendment ID ?[:*]? ?(?:[MW] ?\\d{2,4}|SCE\\d{1,3}|CTM)\\b");

	private static final Pattern LIST = Pattern.compile("(?i)^Contract Document\\b|Number ?or ?Code");

	private static final List<Title> TITLES = List.of(
			title(DocumentType.PSF, "Program Signature Form\\b",
					"Contract Document|Number ?or ?Code|By signing below|Signature Date"),
			title(DocumentType.DTDF, "Discount Transparency Disclosure Form\\b", ""),
			title(DocumentType.PSEL, "(?:Enterprise |EA |and |Subscription |Enrollment ){0,6}Product Selection Form\\b",
					""),
			title(DocumentType.ENR,
					"(?:Enterprise (?:Subscription )?Enrollment|Server and Cloud Enrollment|Enrollment for Education Solutions)(?! number| Product| Renewal)",
					"Enrollment number"),
			title(DocumentType.RENF, "(?:Enterprise )?(?:Enrollment )?Renewal Form\\b", ""),
			title(DocumentType.PREV, "Previous Enrollments?(?:\\(s\\))? ?/ ?Agreements?(?:\\(s\\))? Form\\b", ""),
			title(DocumentType.SUPC, "Supplemental Contact Information\\b", ""),
			title(DocumentType.USTM, "(?:Enterprise )?Update Statement\\b", ""),
			title(DocumentType.CPS, "(?:Customer|Channel) Price Sheet\\b", ""),
			title(DocumentType.METEAOP, "(?:METEAOP|Manual EA True-?up)\\b", ""),
			title(DocumentType.PO, "(?:Purchase Order|Bestellung|Bon de commande)\\b(?! (?:form|terms))",
					"Total|Net|Vendor|Terms|Lieferant|Fournisseur|PO "),
			title(DocumentType.QUOTE, "(?:Pricing Proposal|Quotation|Angebot|Devis)\\b",
					"Quotation ?#|Valid Until|Your Price|G\u00fcltig bis|Valable"),
			title(DocumentType.MBSA, "(?:Microsoft )?Business (?:and Services )?Agreement\\b(?! number)",
					"Definitions"),
			title(DocumentType.AGR,
					"(?:Enterprise Agreement|Campus and School Agreement|Microsoft Products and Services Agreement)\\b(?! number)",
					"Definitions"),
			title(DocumentType.CREDIT, "Credit Application\\b", ""));

	/**
	 * Words of form codes; the first that a code holds counts, because codes of other
	 * forms hold the shorter words too.
	 */
	private static final List<Map.Entry<String, DocumentType>> FOOTERS = List.of(
			Map.entry("programsignform", DocumentType.PSF), Map.entry("amend", DocumentType.AMD),
			Map.entry("prevenr", DocumentType.PREV), Map.entry("contactinfo", DocumentType.SUPC),
			Map.entry("renewal", DocumentType.RENF), Map.entry("enr", DocumentType.ENR),
			Map.entry("agr", DocumentType.AGR));

	private record Title(DocumentType type, Pattern title, Pattern anchor) {
	}

	private static Title title(DocumentType type, String title, String anchor) {
		return new Title(type, Pattern.compile("(?i)" + title), Pattern.compile("(?i)" + anchor));
	}

	/** What a paper is; empty where its text does not tell. */
	static Optional<Recognition> of(Paper paper) {
		if (!paper.readable()) {
			return Optional.empty();
		}
		Optional<Recognition> byTitle = byTitle(paper);
		Optional<Recognition> byFooter = byFooter(paper);
		if (byTitle.isPresent() && byFooter.isPresent() && byTitle.get().type() != byFooter.get().type()) {
			return Optional.empty();
		}
		return byTitle.or(() -> byFooter);
	}

	private static Optional<Recognition> byTitle(Paper paper) {
		int page = 1;
		while (paper.pages().get(page - 1).isEmpty()) {
			page++;
		}
		List<String> head = paper.head(page);
		for (String line : head) {
			if (AUDIT.matcher(line).find()) {
				// Its title is the name of the document that was signed.
				return Optional.of(new Recognition(DocumentType.SIGAUD, new Hit(page, line)));
			}
		}
		for (String line : head) {
			if (LIST.matcher(line).find()) {
				// What follows are names of other documents.
				break;
			}
			String plain = LOGO.matcher(line).replaceFirst("");
			if (plain.length() > LONGEST_TITLE) {
				continue;
			}
			for (Title candidate : TITLES) {
				if (candidate.title.matcher(plain).lookingAt() && paper.has(candidate.anchor)) {
					return Optional
						.of((candidate.type == DocumentType.ENR) ? amendmentOr(candidate.type, paper, page, line)
								: new Recognition(candidate.type, new Hit(page, line)));
				}
			}
			if (AMENDMENT.matcher(line).find()) {
				return Optional.of(new Recognition(DocumentType.AMD, new Hit(page, line)));
			}
		}
		return Optional.empty();
	}

	private static Recognition amendmentOr(DocumentType type, Paper paper, int page, String line) {
		Matcher amendment = AMENDMENT.matcher(paper.pages().get(page - 1));
		return amendment.find() ? new Recognition(DocumentType.AMD, new Hit(page, amendment.group()))
				: new Recognition(type, new Hit(page, line));
	}

	private static Optional<Recognition> byFooter(Paper paper) {
		return paper.formCode()
			.flatMap((hit) -> FormCode.in(hit.text())
				.flatMap((code) -> FOOTERS.stream().filter((footer) -> code.names(footer.getKey())).findFirst())
				.map((footer) -> new Recognition(footer.getValue(), hit)));
	}

}
