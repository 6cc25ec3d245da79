package io.countersign.signature;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.countersign.identity.People;
import io.countersign.kernel.Money;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * The signatures given on submissions, and the attempts to sign that came to nothing.
 */
@Repository
class Signatures {

	private static final String AUTHORITY_MISSING = "authority-missing";

	private static final Pattern AMOUNT = Pattern.compile("\\b([A-Z]{3}) (\\d+(?:\\.\\d+)?)\\b(?!\\.?\\d)");

	private static final Set<String> PERSONAL = Set.of(AUTHORITY_MISSING, "contracting-entity-missing",
			"segregation-of-duties");

	private final JdbcTemplate jdbc;

	private final People people;

	Signatures(JdbcTemplate jdbc, People people) {
		this.jdbc = jdbc;
		this.people = people;
	}

	/**
	 * A signature that is not void.
	 *
	 * @param position 1 for who signed first
	 * @param sha256 address of the document with it
	 */
	record Given(int position, String method, String signatory, String name, String capacity, String sha256,
			Instant signedAt) {
	}

	/** The signatures on a submission that are not void, the first one first. */
	List<Given> standing(String reference, int submission) {
		return this.jdbc.query("""
				select position, method, signatory, name, capacity, signed_sha256, signed_at
				from countersign.standing_signature where reference = ? and submission = ? order by position""",
				(row, index) -> new Given(row.getInt("position"), row.getString("method"), row.getString("signatory"),
						row.getString("name"), row.getString("capacity"), row.getString("signed_sha256"),
						row.getObject("signed_at", OffsetDateTime.class).toInstant()),
				reference, submission);
	}

	/** Number of the present attempt to sign a submission, counted from 1. */
	int attempt(String reference, int submission) {
		return this.jdbc.queryForObject(
				"select 1 + count(*) from countersign.signature_void where reference = ? and submission = ?",
				Integer.class, reference, submission);
	}

	/**
	 * Something that keeps a person from signing.
	 *
	 * @param code stable name in kebab case
	 * @param sentence for that person
	 */
	record Obstacle(String code, String sentence) {

		/** Whether somebody else could sign; the rest keeps everybody from it. */
		boolean personal() {
			return PERSONAL.contains(this.code);
		}

		/**
		 * The refusal, with what to do about it.
		 * @param subsidiary where somebody else could have the authority
		 */
		Refusal refusal(String subsidiary) {
			String message = this.code.equals(AUTHORITY_MISSING)
					? "%s Leave it to somebody whose authority in subsidiary %s does.".formatted(this.sentence,
							subsidiary)
					: this.sentence;
			return new Refusal(personal() ? Refusal.Kind.FORBIDDEN : Refusal.Kind.CONFLICT, this.code, message);
		}

	}

	/** What the database would refuse a signature for at a moment; empty: nothing. */
	List<Obstacle> obstacles(String reference, int submission, String person, Instant at) {
		String name = this.people.nameOf(person);
		return this.jdbc.query("select code, sentence from countersign.signing_obstacles(?, ?, ?, ?)",
				(row, index) -> new Obstacle(row.getString("code"), named(row.getString("sentence"), person, name)),
				reference, submission, person, at.atOffset(ZoneOffset.UTC));
	}

	/** The database knows accounts and plain numbers; people read names and amounts. */
	static String named(String sentence, String person, String name) {
		return AMOUNT
			.matcher(sentence.replaceAll("\\b" + Pattern.quote(person) + "\\b", Matcher.quoteReplacement(name)))
			.replaceAll((found) -> amount(found.group(1), new BigDecimal(found.group(2))));
	}

	private static String amount(String currency, BigDecimal amount) {
		int decimals = Math.max(2, amount.stripTrailingZeros().scale());
		return String.format(Locale.ENGLISH, "%s %,." + decimals + "f", currency, amount);
	}

	/**
	 * What entitles a person to sign.
	 *
	 * @param onBehalfOf the absent person whose authority it is; {@code null} where the
	 * person's own
	 * @param absence by which; {@code null} with it
	 */
	record Entitlement(UUID authority, String capacity, String onBehalfOf, UUID absence) {
	}

	/** The smallest authority that covers a submission, a person's own ones first. */
	Optional<Entitlement> entitlement(String reference, int submission, String person, Instant at) {
		return this.jdbc
			.query("""
					select c.authority, c.on_behalf_of, c.absence, a.capacity
					from countersign.covering_authorities(?, ?, ?, ?) with ordinality c (authority, on_behalf_of, absence, place)
					join countersign.signing_authority a on a.id = c.authority
					join countersign.agreement g on g.reference = ?
					order by c.on_behalf_of is not null, a.currency <> g.currency, c.place limit 1""",
					(row, index) -> new Entitlement(row.getObject("authority", UUID.class), row.getString("capacity"),
							row.getString("on_behalf_of"), row.getObject("absence", UUID.class)),
					reference, submission, person, at.atOffset(ZoneOffset.UTC), reference)
			.stream()
			.findFirst();
	}

	/**
	 * Accounts that may sign a submission at a moment in the place of somebody absent.
	 */
	List<String> covers(String reference, int submission, Instant at) {
		OffsetDateTime moment = at.atOffset(ZoneOffset.UTC);
		return this.jdbc.queryForList("""
				select distinct a.cover from countersign.absence a
				where a.starts <= ? and a.ends > ?
				  and exists (select from countersign.covering_authorities(?, ?, a.cover, ?) c where c.absence = a.id)
				  and not exists (select from countersign.signing_obstacles(?, ?, a.cover, ?) o
					where o.code = 'segregation-of-duties')
				order by 1""", String.class, moment, moment, reference, submission, moment, reference, submission,
				moment);
	}

	/** How many people sign an amount on a day in UTC: 1 or 2. */
	int needed(Money value, LocalDate day) {
		return this.jdbc.queryForObject("select countersign.signers_needed(?, ?, ?)", Integer.class, value.amount(),
				value.currency(), day);
	}

	/** Makes the signatures of the present attempt void. */
	void end(String reference, int submission, String because, String by, Instant at) {
		this.jdbc.update("insert into countersign.signature_void values (?, ?, ?, ?, ?, ?)", reference, submission,
				attempt(reference, submission), because, by, at.atOffset(ZoneOffset.UTC));
	}

	/**
	 * A signature on a document that the signatory brought.
	 *
	 * @param before address and length of the document before this signature
	 */
	record OnPaper(String reference, int submission, String contentHash, int attempt, int position,
			SigningPapers.Paper paper, Before before, String signatory, String name, Entitlement entitlement,
			Instant signedAt) {

		record Before(String sha256, int length) {
		}

	}

	/** Adds a signature that was not given with our key. */
	void add(OnPaper given) {
		this.jdbc.update(
				"""
						insert into countersign.signature (reference, submission, signed_sha256, unsigned_sha256, unsigned_length,
							content_hash, signatory, name, capacity, authority, signed_at, attempt, position, method, paper,
							on_behalf_of, absence)
						values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
				given.reference(), given.submission(), given.paper().sha256(), given.before().sha256(),
				given.before().length(), given.contentHash(), given.signatory(), given.name(),
				given.entitlement().capacity(), given.entitlement().authority(),
				given.signedAt().atOffset(ZoneOffset.UTC), given.attempt(), given.position(),
				given.paper().method().name(), given.paper().id(), given.entitlement().onBehalfOf(),
				given.entitlement().absence());
	}

}
