package io.countersign.signature;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.AskedTerm;
import io.countersign.agreement.Packages;
import io.countersign.kernel.Sha256;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Rows as the program leaves them, written by statements: agreements that wait for a
 * signature, requests for special terms with their routes and approvals, signatures. What
 * is proved about them is the database's own work.
 */
final class ProofRows {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final JdbcTemplate jdbc;

	ProofRows(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	static Packages worth(String amount) {
		return Packages.clean(OffsetDateTime.now(ZoneOffset.UTC).toLocalDate()).value(amount, "EUR");
	}

	static OffsetDateTime now() {
		return Instant.now().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC);
	}

	static LocalDate today() {
		return now().toLocalDate();
	}

	/** An agreement that waits for a person's signature. */
	String agreement(Packages pack) {
		String reference = "EA-2098-%06d".formatted(NUMBER.incrementAndGet());
		return agreement(reference, pack, "READY_TO_SIGN");
	}

	String agreement(String reference, Packages pack, String status) {
		AgreementPackage facts = pack.facts();
		String hash = Sha256.of(reference);
		this.jdbc.update(
				"""
						insert into countersign.agreement (reference, reseller, subsidiary, package_id, programme, scenario, segment,
							customer, customer_country, currency, total_value, term_start, term_end, status, route, submission, content_hash,
							received_at, changed_at, version)
						values (?, 'northwind', 'DE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'SIGNATURE', 1, ?, ?, ?, 0)""",
				reference, reference, facts.programme().code(), facts.scenario().name(), facts.segment().name(),
				facts.customer().legalName(), facts.customer().country(), facts.totalValue().currency(),
				facts.totalValue().amount(), facts.term().start(), facts.term().end(), status, hash, now(), now());
		this.jdbc.update(
				"insert into countersign.submission (reference, number, facts, content_hash, received_at, received_from, prepared_by) values (?, 1, ?::jsonb, ?, ?, 'northwind', 'northwind')",
				reference, new String(pack.json(), StandardCharsets.UTF_8), hash, now());
		return reference;
	}

	/** A request that nobody has decided yet, for one term of one submission. */
	Request request(AgreementPackage facts, AskedTerm term, String termClass, String value, String currency) {
		String reference = "ST-2098-%06d".formatted(NUMBER.incrementAndGet());
		this.jdbc
			.update("""
					insert into countersign.special_terms_request (reference, origin, reseller, subsidiary, customer, customer_country,
						programme, segment, currency, value, status, revision, content_hash, requested_by, received_at, changed_at, version)
					values (?, 'RESELLER', 'northwind', 'DE', ?, ?, ?, ?, ?, ?, 'IN_APPROVAL', 1, ?, 'northwind', ?, ?, 1)""",
					reference, facts.customer().legalName(), facts.customer().country(), facts.programme().code(),
					facts.segment().name(), currency, new BigDecimal(value), Sha256.of(reference), now(), now());
		Request request = new Request(reference, facts, term, termClass, value, currency);
		request.revision(1);
		return request;
	}

	/** Links the only term of a submission with a request. */
	void link(String agreement, String source, AskedTerm term, String request) {
		this.jdbc.update("insert into countersign.submission_term values (?, 1, 1, ?, 0, ?, ?, ?, ?)", agreement,
				source, term.code(), term.percent(), term.textHash(), request);
	}

	/** An authority of a person, released and in force since yesterday. */
	UUID authority(String signatory, String limit, String currency, String termClass) {
		return authority(signatory, limit, currency, termClass, "releaser");
	}

	UUID authority(String signatory, String limit, String currency, String termClass, String releasedBy) {
		UUID id = UUID.randomUUID();
		enter(id, released(signatory, limit, currency, termClass, releasedBy));
		return id;
	}

	/** A proposal to grant an authority, made by "tester". */
	String proposed(String signatory, String limit, String currency, String termClass) {
		String proposal = "AU-2098-%06d".formatted(NUMBER.incrementAndGet());
		this.jdbc.update(
				"""
						insert into countersign.authority_proposal (reference, kind, facts, beneficiary, reason, proposed_by, proposed_at)
						values (?, 'GRANT', jsonb_build_object('signatory', ?, 'capacity', 'Deputy', 'team', 'clm', 'termClass', ?,
							'currency', ?, 'limit', ?, 'validFrom', ?), ?, 'Holidays', 'tester', ?)""",
				proposal, signatory, termClass, currency, limit, today().minusDays(1).toString(), signatory,
				now().minusDays(1));
		return proposal;
	}

	/** The same, released by somebody. */
	String released(String signatory, String limit, String currency, String termClass, String by) {
		String proposal = proposed(signatory, limit, currency, termClass);
		this.jdbc.update(
				"update countersign.authority_proposal set status = 'RELEASED', decided_by = ?, decided_at = proposed_at where reference = ?",
				by, proposal);
		return proposal;
	}

	/** Enters the authority that a proposal asks for. */
	void enter(UUID id, String proposal) {
		this.jdbc.update(
				"""
						insert into countersign.signing_authority (id, signatory, capacity, team, term_class, currency, limit_amount,
							valid_from, granted_by, approved_by, proposal)
						select ?, p.beneficiary, p.facts ->> 'capacity', p.facts ->> 'team', p.facts ->> 'termClass', p.facts ->> 'currency',
							(p.facts ->> 'limit')::numeric, p.proposed_at, p.proposed_by, coalesce(p.decided_by, 'releaser'), p.reference
						from countersign.authority_proposal p where p.reference = ?""",
				id, proposal);
	}

	UUID authorityOf(String signatory, String currency) {
		return this.jdbc.queryForObject(
				"select id from countersign.signing_authority where signatory = ? and currency = ? order by valid_from limit 1",
				UUID.class, signatory, currency);
	}

	UUID absence(String person, String cover, OffsetDateTime starts, OffsetDateTime ends) {
		UUID id = UUID.randomUUID();
		this.jdbc.update("insert into countersign.absence values (?, ?, ?, ?, ?, 'Holiday', 'lea', ?)", id, person,
				cover, starts, ends, now());
		return id;
	}

	/** Signs, by a statement of its own and with nothing of the program between. */
	void sign(String reference, String signatory, UUID authority, int position) {
		sign(reference, signatory, authority, position, null, null, now());
	}

	void sign(String reference, String signatory, UUID authority, int position, String onBehalfOf, UUID absence,
			OffsetDateTime at) {
		this.jdbc.update(
				"""
						with paper as (select convert_to(gen_random_uuid()::text, 'UTF8') as before, convert_to(gen_random_uuid()::text, 'UTF8') as after),
						stored as (insert into countersign.document (sha256, content, size, pages, stored_at)
							select encode(sha256(bytes), 'hex'), bytes, length(bytes), 1, now() from paper, unnest(array[before, after]) bytes returning sha256)
						insert into countersign.signature (reference, submission, signed_sha256, unsigned_sha256, unsigned_length, content_hash,
							signatory, name, capacity, authority, signed_at, certificate_subject, certificate_serial, signature_value_sha256,
							position, on_behalf_of, absence)
						select ?, 1, encode(sha256(after), 'hex'), encode(sha256(before), 'hex'), 1,
							(select content_hash from countersign.submission where reference = ? and number = 1), ?, 'Name', 'Capacity', ?, ?, 'CN=x', '1',
							encode(sha256(after || before), 'hex'), ?, ?, ? from paper""",
				reference, reference, signatory, authority, at, position, onBehalfOf, absence);
	}

	List<String> obstacles(String reference, String signatory) {
		return obstacles(reference, signatory, now());
	}

	List<String> obstacles(String reference, String signatory, OffsetDateTime at) {
		return this.jdbc.queryForList("select code from countersign.signing_obstacles(?, 1, ?, ?)", String.class,
				reference, signatory, at);
	}

	/** A request for special terms with one term. */
	final class Request {

		private final String reference;

		private final AgreementPackage facts;

		private final AskedTerm term;

		private final String termClass;

		private final String value;

		private final String currency;

		private int revision;

		private int steps;

		private Request(String reference, AgreementPackage facts, AskedTerm term, String termClass, String value,
				String currency) {
			this.reference = reference;
			this.facts = facts;
			this.term = term;
			this.termClass = termClass;
			this.value = value;
			this.currency = currency;
		}

		String reference() {
			return this.reference;
		}

		void revision(int number) {
			this.revision = number;
			this.steps = 0;
			ProofRows.this.jdbc.update(
					"insert into countersign.special_terms_revision values (?, ?, '{}', ?, 'northwind', ?, null)",
					this.reference, number, Sha256.of(this.reference), now());
			ProofRows.this.jdbc
				.update("""
						insert into countersign.special_term (reference, revision, position, code, clause_version, kind, term_class, title, text, percent, text_hash)
						values (?, ?, 1, ?, (select max(version) from countersign.clause where code = ?), 'CUSTOM', ?, 'A term', ?, ?, ?)""",
						this.reference, number, this.term.code(), this.term.code(), this.termClass, this.term.text(),
						this.term.percent(), this.term.textHash());
		}

		/**
		 * The canonical form as it is written down for people, not as the program does.
		 */
		String contentHash() {
			ObjectNode tree = JsonNodeFactory.instance.objectNode()
				.put("currency", this.currency)
				.put("customer", this.facts.customer().legalName())
				.put("customerCountry", this.facts.customer().country())
				.put("programme", this.facts.programme().code());
			ArrayNode terms = tree.putArray("terms");
			ObjectNode one = terms.addObject().put("code", this.term.code());
			if (this.term.percent() != null) {
				one.put("percent", this.term.percent().toPlainString());
			}
			if (this.term.text() != null) {
				one.put("text", this.term.text());
			}
			tree.put("value", new BigDecimal(this.value).stripTrailingZeros().toPlainString());
			return Sha256.of(tree.toString());
		}

		/** Asks an office. */
		Request asks(String office) {
			this.steps++;
			ProofRows.this.jdbc.update(
					"insert into countersign.approval_step values (?, ?, ?, 1, ?, '{1}', 'because', ?, 1, 90, ?)",
					this.reference, this.revision, this.steps, office, contentHash(), now());
			return this;
		}

		/** The route asks nobody, until a day. */
		Request unasked(LocalDate expiresOn) {
			return unasked(contentHash(), 1, expiresOn);
		}

		Request unasked(String hash, int routeVersion, LocalDate expiresOn) {
			ProofRows.this.jdbc.update("insert into countersign.unasked_terms values (?, ?, '{1}', ?, ?, ?, ?)",
					this.reference, this.revision, hash, routeVersion, now(), expiresOn);
			return this;
		}

		/** The office that was asked last decides. */
		Request decided(String by, String decision, String conditions, LocalDate expiresOn) {
			return decided(by, decision, conditions, expiresOn, null, null);
		}

		Request decided(String by, String decision, String conditions, LocalDate expiresOn, String onBehalfOf,
				UUID absence) {
			ProofRows.this.jdbc
				.update("""
						insert into countersign.approval select ?, s.reference, s.revision, s.step, s.office, ?, 'Good.', ?, ?, ?, s.content_hash, ?::jsonb,
							s.route_version, ?, repeat('0', 64), ? from countersign.approval_step s where s.reference = ? and s.revision = ? and s.step = ?""",
						UUID.randomUUID(), decision, by, onBehalfOf, absence, conditions, expiresOn, now(),
						this.reference, this.revision, this.steps);
			return this;
		}

		Request approvedBy(String office, String person) {
			return asks(office).decided(person, "APPROVE", "[]", today().plusDays(30));
		}

		/** All have decided. */
		Request granted() {
			return closed("APPROVED", today().plusDays(30));
		}

		Request closed(String status, LocalDate expiresOn) {
			ProofRows.this.jdbc.update(
					"update countersign.special_terms_request set status = ?, closed_at = ?, expires_on = ? where reference = ?",
					status, now(), expiresOn, this.reference);
			return this;
		}

	}

}
