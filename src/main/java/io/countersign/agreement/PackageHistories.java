package io.countersign.agreement;

import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.agreement.AgreementPackage.PriorEnrolment;
import io.countersign.agreement.PackageHistory.PreflightReceipt;
import io.countersign.agreement.PackageHistory.SameOrder;
import io.countersign.agreement.ResubmissionLimits.Limits;
import io.countersign.agreement.TermsRegister.Terms;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads what is known about a package before it is examined, in one statement. */
@Component
class PackageHistories {

	private static final String KNOWN = """
			select
				(select public_customer_number from countersign.reseller where code = ?) as partner,
				(select jsonb_agg(jsonb_build_object('reference', a.reference, 'same', a.same, 'total', a.total) order by a.place)
					from (select b.reference, b.package_id = ? as same,
							count(*) over (partition by b.package_id = ?) as total,
							row_number() over (partition by b.package_id = ? order by s.received_at desc, b.reference desc) as place
						from countersign.submission s
							join countersign.agreement b on b.reference = s.reference and b.submission = s.number
						where s.received_from = ? and s.facts #>> '{purchaseOrder,number}' = ? and s.reference <> ?
							and b.status not in ('WITHDRAWN', 'DECLINED', 'EXPIRED')) a
					where a.place <= 20) as orders,
				(select jsonb_agg(to_jsonb(r) order by r.enrolment)
					from countersign.running_agreement r where r.enrolment = any (?)) as running,
				(select to_jsonb(p) from countersign.preflight_receipt p where p.number = ? and p.reseller = ?) as receipt,
				(select jsonb_object_agg(d.code, d.agreements) from (
					select code, count(*) as agreements from countersign.reseller_defect
					where reseller = ? and found_at >= ? and reference <> ?
					group by code having count(*) >= ?) d) as repeated""";

	private static final String SAME_ORDER = """
			select count(*)
			from countersign.submission s
				join countersign.agreement b on b.reference = s.reference and b.submission = s.number
			where s.received_from = ? and s.facts #>> '{purchaseOrder,number}' = ? and s.reference <> ?
				and b.status not in ('WITHDRAWN', 'DECLINED', 'EXPIRED')""";

	private final JdbcTemplate jdbc;

	private final ObjectMapper json;

	private final PackageReader reader;

	private final ResubmissionLimits limits;

	private final ObjectProvider<TermsRegister> terms;

	private final ObjectProvider<ClauseRegister> catalogue;

	private final Clock clock;

	PackageHistories(JdbcTemplate jdbc, ObjectMapper json, PackageReader reader, ResubmissionLimits limits,
			ObjectProvider<TermsRegister> terms, ObjectProvider<ClauseRegister> catalogue, Clock clock) {
		this.jdbc = jdbc;
		this.reader = reader;
		this.json = json;
		this.limits = limits;
		this.terms = terms;
		this.catalogue = catalogue;
		this.clock = clock;
	}

	/**
	 * What bears on a submission.
	 * @param reference the agreement's number
	 */
	PackageHistory of(String reseller, String reference, AgreementPackage facts) {
		String order = (facts.purchaseOrder() != null) ? facts.purchaseOrder().number() : null;
		Instant now = this.clock.instant();
		KnownTerms asked = terms(reseller, facts, LocalDate.ofInstant(now, ZoneOffset.UTC));
		Limits policy = this.limits.of(facts.programme().code(), facts.segment(), now);
		return this.jdbc.queryForObject(KNOWN, (row, index) -> new PackageHistory(orders(row, true), orders(row, false),
				running(row), row.getString("partner"), receipt(row, facts),
				this.json.convertValue(tree(row.getString("repeated")), new TypeReference<Map<String, Integer>>() {
				}), asked), reseller, facts.packageId(), facts.packageId(), facts.packageId(), reseller, order,
				reference, enrolments(facts), facts.preflight(), reseller, reseller,
				now.minus(Duration.ofDays(policy.repeatDays())).atOffset(ZoneOffset.UTC), reference,
				policy.repeatMinimum());
	}

	/**
	 * Whether other packages under the same purchase order were stored since the history
	 * of this one was read. Inside a transaction no further one is stored until it ends.
	 */
	boolean outdated(IncomingSubmission submission) {
		if (submission.facts().purchaseOrder() == null) {
			return false;
		}
		String order = submission.facts().purchaseOrder().number();
		this.jdbc.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", (row) -> {
		}, "purchase order " + submission.reseller() + " " + order);
		Integer stored = this.jdbc.queryForObject(SAME_ORDER, Integer.class, submission.reseller(), order,
				submission.reference());
		PackageHistory known = submission.history();
		return stored > known.samePackage().total() + known.otherPackages().total();
	}

	/** Asks nothing where the package asks for no terms. */
	private KnownTerms terms(String reseller, AgreementPackage facts, LocalDate day) {
		if (!facts.asksSpecialTerms()) {
			return KnownTerms.NONE;
		}
		Map<String, Terms> requests = new HashMap<>();
		KnownTerms.named(facts)
			.forEach((reference) -> this.terms.getObject()
				.find(reseller, reference)
				.ifPresent((found) -> requests.put(reference, found)));
		return new KnownTerms(requests, this.catalogue.getObject().inForce(KnownTerms.codes(facts), day), null);
	}

	private static String[] enrolments(AgreementPackage facts) {
		Set<String> numbers = new LinkedHashSet<>();
		if (facts.identifiers() != null) {
			if (facts.identifiers().enrolment() != null) {
				numbers.add(facts.identifiers().enrolment());
			}
			facts.identifiers().priorEnrolments().stream().map(PriorEnrolment::number).forEach(numbers::add);
		}
		return numbers.toArray(String[]::new);
	}

	private SameOrder orders(ResultSet row, boolean samePackage) throws SQLException {
		List<String> newest = new ArrayList<>();
		int total = 0;
		for (JsonNode order : tree(row.getString("orders"))) {
			if (order.path("same").asBoolean() == samePackage) {
				newest.add(order.path("reference").asText());
				total = order.path("total").asInt();
			}
		}
		return new SameOrder(newest, total);
	}

	private List<RunningAgreement> running(ResultSet row) throws SQLException {
		List<RunningAgreement> running = new ArrayList<>();
		for (JsonNode found : tree(row.getString("running"))) {
			running.add(RunningAgreement.of(found));
		}
		return running;
	}

	private PreflightReceipt receipt(ResultSet row, AgreementPackage facts) throws SQLException {
		JsonNode found = tree(row.getString("receipt"));
		return found.isEmpty() ? null
				: new PreflightReceipt(found.path("number").asText(), found.path("package_id").asText(),
						this.json.convertValue(found.path("documents"), new TypeReference<Map<String, String>>() {
						}), OffsetDateTime.parse(found.path("issued_at").asText()).toInstant(),
						this.reader.factsHash(facts).equals(found.path("facts_hash").asText()));
	}

	private JsonNode tree(String text) {
		try {
			return this.json.readTree((text != null) ? text : "{}");
		}
		catch (JsonProcessingException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
