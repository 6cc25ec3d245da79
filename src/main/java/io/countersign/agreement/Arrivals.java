package io.countersign.agreement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import io.countersign.agreement.AgreementPackage.DocumentEntry;
import io.countersign.agreement.IncomingSubmission.ReceivedDocument;
import io.countersign.document.DocumentGuard;
import io.countersign.document.GuardedPdf;
import io.countersign.kernel.Refusal;
import io.countersign.kernel.Refusal.Kind;
import io.countersign.kernel.Refusal.Problem;
import io.countersign.kernel.Sha256;

import org.springframework.stereotype.Component;

/**
 * Reads and guards what arrives: facts by the schema, the desk that serves the customer,
 * every document through the guard, and what is known about them. Stores nothing and
 * opens no transaction; who submits and who only asks beforehand are examined alike.
 */
@Component
class Arrivals {

	private static final int MAX_DOCUMENTS = 50;

	/** A file as it arrived. */
	record Upload(String fileName, byte[] bytes) {
	}

	/** A package that was read and guarded, with the canonical form of its facts. */
	record Arrival(IncomingSubmission submission, String canonicalFacts) {
	}

	private final PackageReader reader;

	private final DocumentGuard guard;

	private final PackageHistories histories;

	private final Subsidiaries subsidiaries;

	private final Clock clock;

	Arrivals(PackageReader reader, DocumentGuard guard, PackageHistories histories, Subsidiaries subsidiaries,
			Clock clock) {
		this.reader = reader;
		this.guard = guard;
		this.histories = histories;
		this.subsidiaries = subsidiaries;
		this.clock = clock;
	}

	/**
	 * A package for a new agreement.
	 * @param preparedBy who put it together: the reseller's code, or a person of the desk
	 * @param reference gives the agreement its reference, from the facts and the day of
	 * receipt; asked last, so that nothing that is refused takes a number
	 * @throws Refusal with everything that is wrong with the request
	 */
	Arrival first(String reseller, String preparedBy, byte[] packageJson, List<Upload> uploads,
			BiFunction<AgreementPackage, LocalDate, String> reference) {
		Instant now = now();
		AgreementPackage facts = this.reader.read(packageJson);
		String subsidiary = subsidiary(facts, now);
		List<ReceivedDocument> received = guarded(facts, uploads);
		return arrival(reference.apply(facts, LocalDate.ofInstant(now, ZoneOffset.UTC)), 1, reseller, preparedBy,
				subsidiary, facts, received, now);
	}

	/**
	 * A corrected package for an agreement that was returned.
	 * @param preparedBy who put it together: the reseller's code, or a person of the desk
	 * @throws Refusal with everything that is wrong with the request
	 */
	Arrival correction(Agreement present, String reseller, String preparedBy, byte[] packageJson,
			List<Upload> uploads) {
		Instant now = now();
		AgreementPackage facts = this.reader.read(packageJson);
		String subsidiary = subsidiary(facts, now);
		if (!subsidiary.equals(present.subsidiary())
				|| !facts.programme().family().equals(present.programme().family())) {
			throw new Refusal(Kind.UNACCEPTABLE, "correction-is-another-agreement",
					"A corrected package keeps the programme family and the customer's desk of %s. Send another agreement as a new package."
						.formatted(present.reference()));
		}
		return arrival(present.reference(), present.submission() + 1, reseller, preparedBy, subsidiary, facts,
				guarded(facts, uploads), now);
	}

	private Arrival arrival(String reference, int number, String reseller, String preparedBy, String subsidiary,
			AgreementPackage facts, List<ReceivedDocument> received, Instant now) {
		String canonical = this.reader.canonical(facts);
		return new Arrival(new IncomingSubmission(reference, number, reseller, subsidiary, facts, received,
				contentHash(canonical, received), now, this.histories.of(reseller, reference, facts), preparedBy),
				canonical);
	}

	/** The same submission with what is known by now. */
	Arrival again(Arrival arrival) {
		IncomingSubmission then = arrival.submission();
		return new Arrival(
				new IncomingSubmission(then.reference(), then.number(), then.reseller(), then.subsidiary(),
						then.facts(), then.documents(), then.contentHash(), then.receivedAt(),
						this.histories.of(then.reseller(), then.reference(), then.facts()), then.preparedBy()),
				arrival.canonicalFacts());
	}

	/**
	 * Whether more is known by now than when the submission arrived; asked in the
	 * transaction that stores it.
	 */
	boolean outdated(IncomingSubmission submission) {
		return this.histories.outdated(submission);
	}

	private List<ReceivedDocument> guarded(AgreementPackage facts, List<Upload> uploads) {
		List<Problem> problems = new ArrayList<>();
		Map<String, Upload> byName = new LinkedHashMap<>();
		for (Upload upload : uploads) {
			if (byName.put(upload.fileName(), upload) != null) {
				problems.add(new Problem("documents", "document-twice",
						"Two parts are called '%s'. Give every file its own name.".formatted(upload.fileName())));
			}
		}
		Set<String> listed = new HashSet<>();
		for (int i = 0; i < facts.documents().size(); i++) {
			DocumentEntry entry = facts.documents().get(i);
			if (!listed.add(entry.fileName())) {
				problems.add(new Problem("/documents/" + i + "/fileName", "document-listed-twice",
						"'%s' is listed twice. List every file once.".formatted(entry.fileName())));
			}
			else if (!byName.containsKey(entry.fileName())) {
				problems.add(new Problem("/documents/" + i + "/fileName", "document-missing",
						"'%s' is listed but no part 'documents' carries that file name. Attach it."
							.formatted(entry.fileName())));
			}
		}
		for (String name : byName.keySet()) {
			if (!listed.contains(name)) {
				problems.add(new Problem("documents", "document-not-listed",
						"'%s' is attached but not listed in package.documents. List it with its type and code."
							.formatted(name)));
			}
		}
		if (uploads.size() > MAX_DOCUMENTS) {
			problems.add(new Problem("documents", "too-many-documents",
					"A package has at most %d documents.".formatted(MAX_DOCUMENTS)));
		}
		List<ReceivedDocument> received = new ArrayList<>();
		Refusal worst = null;
		if (problems.isEmpty()) {
			for (DocumentEntry entry : facts.documents()) {
				try {
					GuardedPdf pdf = this.guard.open(entry.fileName(), byName.get(entry.fileName()).bytes());
					received.add(new ReceivedDocument(entry, pdf));
				}
				catch (Refusal refusal) {
					worst = (worst != null) ? worst : refusal;
					problems.add(new Problem(entry.fileName(), refusal.code(), refusal.getMessage()));
				}
			}
		}
		if (worst != null) {
			throw new Refusal(worst.kind(), worst.code(), (problems.size() == 1) ? worst.getMessage()
					: "%d documents cannot be taken. See errors.".formatted(problems.size()), problems);
		}
		if (!problems.isEmpty()) {
			throw new Refusal(Kind.UNACCEPTABLE, problems.get(0).code(), (problems.size() == 1)
					? problems.get(0).message()
					: "The documents and their list differ in %d places. See errors.".formatted(problems.size()),
					problems);
		}
		return received;
	}

	private String subsidiary(AgreementPackage facts, Instant now) {
		LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
		return this.subsidiaries.serving(facts.customer().country(), today)
			.orElseThrow(() -> new Refusal(Kind.UNACCEPTABLE, "country-not-served",
					"No desk here serves customers in %s. Served are: %s.".formatted(facts.customer().country(),
							String.join(", ", this.subsidiaries.countries(today))),
					List.of(new Problem("/customer/country", "country-not-served",
							"Send packages for this country to the subsidiary that serves it."))));
	}

	private static String contentHash(String canonicalFacts, List<ReceivedDocument> documents) {
		StringBuilder text = new StringBuilder(canonicalFacts);
		documents.stream()
			.map((document) -> document.entry().type() + "\t" + document.entry().fileName() + "\t"
					+ document.pdf().sha256())
			.sorted()
			.forEach((line) -> text.append('\n').append(line));
		return Sha256.of(text.toString());
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MICROS);
	}

}
