package io.countersign.desk;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.countersign.Api.Part;
import io.countersign.CountersignTest;
import io.countersign.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The register of authorities on the desk: proposed by one person, released by another.
 */
@CountersignTest
class AuthorityPagesTests {

	private static final String PAGE = "/desk/authorities";

	@Autowired
	private Database database;

	@LocalServerPort
	private int port;

	@AfterEach
	void forget() {
		this.database.force("delete from countersign.signing_authority where proposal not like 'AU-2020-%'");
		this.database.force("delete from countersign.authority_proposal where reference not like 'AU-2020-%'");
		this.database.force("delete from countersign.exchange_rate where source like 'AU-%'");
		this.database.force("delete from countersign.contracting_entity where code = 'TEST'");
		this.database.force("update countersign.contracting_entity set valid_to = null");
		this.database.force("update countersign.person set identity = null");
	}

	private static String inDays(int days) {
		return LocalDate.now(ZoneOffset.UTC).plusDays(days).toString();
	}

	private HttpResponse<String> post(String person, String path, Map<String, String> fields) {
		List<Part> parts = new ArrayList<>();
		fields.forEach((name, value) -> parts.add(Part.field(name, value)));
		return DeskVisit.of(person, this.port).post(PAGE, PAGE + path, parts);
	}

	private static Map<String, String> grant(String signatory) {
		return Map.of("kind", "GRANT", "signatory", signatory, "capacity", "Deputy", "team", "clm", "subsidiary", "DE",
				"currency", "EUR", "limit", "50000.00", "termClass", "T1", "validFrom", inDays(0), "reason",
				"Period end <b>");
	}

	private String proposed() {
		return this.database.jdbc()
			.queryForObject("select reference from countersign.authority_proposal where status = 'OPEN'", String.class);
	}

	@Test
	void anAuthorityIsProposedByOneAndReleasedByAnother() {
		assertThat(post("paula", "/proposals", grant("carl")).statusCode()).isEqualTo(302);
		String reference = proposed();
		HttpResponse<String> shown = DeskVisit.of("lea", this.port).get(PAGE);
		assertThat(shown.body())
			.contains(reference, "carl may sign as Deputy up to EUR 50000.00", "Release", "&lt;b&gt;")
			.doesNotContain("<b>")
			.doesNotContainPattern("<[^>]+ (style|on[a-z]+)=");
		assertThat(DeskVisit.of("paula", this.port).get(PAGE).body()).doesNotContain("value=\"release\"");
		assertThat(DeskVisit.of("luc", this.port).get(PAGE).body()).as("a lead of another desk")
			.doesNotContain("value=\"release\"");
		for (String person : List.of("paula", "carl", "luc", "mona")) {
			assertThat(post(person, "/proposals/" + reference, Map.of("decision", "release")).statusCode()).as(person)
				.isEqualTo(403);
		}
		assertThat(post("lea", "/proposals/" + reference, Map.of("decision", "release")).statusCode()).isEqualTo(302);
		Map<String, Object> row = this.database.jdbc()
			.queryForMap("select * from countersign.signing_authority where proposal = ?", reference);
		assertThat(row).containsEntry("signatory", "carl")
			.containsEntry("granted_by", "paula")
			.containsEntry("approved_by", "lea")
			.containsEntry("term_class", "T1");
		assertThat(post("luise", "/proposals/" + reference, Map.of("decision", "release")).statusCode()).isEqualTo(422);
		assertThat(this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference = ? order by sequence",
					String.class, reference))
			.containsExactly("AuthorityProposed", "AuthorityReleased");
		end(row.get("id").toString());
	}

	private void end(String authority) {
		assertThat(post("paula", "/proposals",
				Map.of("kind", "END", "authority", authority, "validTo", inDays(0), "reason", "Moved"))
			.statusCode()).isEqualTo(302);
		String reference = proposed();
		assertThat(post("lea", "/proposals/" + reference, Map.of("decision", "refuse")).statusCode())
			.as("a refusal says why")
			.isEqualTo(422);
		assertThat(post("lea", "/proposals/" + reference, Map.of("decision", "release")).statusCode()).isEqualTo(302);
		assertThat(this.database.jdbc()
			.queryForObject("select valid_to <= now() from countersign.signing_authority where id = ?::uuid",
					Boolean.class, authority))
			.isTrue();
	}

	@Test
	void aLeadDoesNotReleaseWhatTheSamePersonGainsBy() {
		post("paula", "/proposals", grant("lea"));
		String reference = proposed();
		assertThat(post("lea", "/proposals/" + reference, Map.of("decision", "release")).statusCode()).isEqualTo(403);
		this.database.force("update countersign.person set identity = 'P-1' where user_id in ('lea', 'luise')");
		assertThat(post("luise", "/proposals/" + reference, Map.of("decision", "release")).statusCode()).isEqualTo(403);
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> this.database.jdbc()
			.update("update countersign.authority_proposal set status = 'RELEASED', decided_by = 'luise', decided_at = now() where reference = ?",
					reference)))
			.hasMessageContaining("somebody else has to decide");
	}

	@Test
	void anAuthorityWhoseLastDayPassedMeanwhileIsRefusedOnly() {
		this.database.jdbc()
			.update("""
					insert into countersign.authority_proposal (reference, kind, facts, beneficiary, reason, proposed_by, proposed_at)
					values ('AU-2026-900001', 'GRANT', '{"signatory": "carl", "capacity": "Deputy", "team": "clm", "termClass": "T0", "currency": "EUR",
						"limit": "1000", "validFrom": "2026-01-01", "validTo": "2026-01-31"}', 'carl', 'Holidays', 'paula', '2026-01-01')""");
		HttpResponse<String> late = post("lea", "/proposals/AU-2026-900001", Map.of("decision", "release"));
		assertThat(late.statusCode()).isEqualTo(422);
		assertThat(late.body()).contains("The last day of this authority has passed");
		assertThat(post("lea", "/proposals/AU-2026-900001", Map.of("decision", "refuse", "because", "Too late."))
			.statusCode()).isEqualTo(302);
	}

	@Test
	void onlyAProcessOwnerProposesAndFieldsAreChecked() {
		assertThat(post("lea", "/proposals", grant("carl")).statusCode()).isEqualTo(403);
		for (Map<String, String> wrong : List.of(Map.of("limit", "0"), Map.of("limit", "1e9"), Map.of("limit", ""),
				Map.of("currency", "eur"), Map.of("termClass", "T6"), Map.of("team", "kings"),
				Map.of("signatory", "nobody"), Map.of("signatory", "northwind"), Map.of("validFrom", "soon"),
				Map.of("validTo", "2001-01-01"), Map.of("validFrom", "2001-01-01", "validTo", inDays(-1)),
				Map.of("subsidiary", "XX"), Map.of("reason", " "), Map.of("kind", "CROWN"), Map.of("currency", "ZZZ"),
				Map.of("validFrom", "+999999999-12-31"), Map.of("validTo", "+300000-01-01"), Map.of("capacity", "a\0b"),
				Map.of("reason", "a\0b"), Map.of("validFrom", "-999999999-01-01"), Map.of("signatory", "standing"),
				Map.of("signatory", "x".repeat(5000)))) {
			Map<String, String> fields = new java.util.HashMap<>(grant("carl"));
			fields.putAll(wrong);
			assertThat(post("paula", "/proposals", fields).statusCode()).as(wrong.toString()).isEqualTo(422);
		}
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.authority_proposal where status = 'OPEN'", Integer.class))
			.isZero();
	}

	@Test
	void ratesAndAffiliatesTakeTheSameWayAndNeverCountBackwards() {
		Map<String, String> rate = Map.of("kind", "RATE", "currency", "SEK", "perEuro", "11.25", "day", inDays(1),
				"source", "Central bank", "reason", "New currency");
		Map<String, String> past = new java.util.HashMap<>(rate);
		past.put("day", inDays(0));
		assertThat(post("paula", "/proposals", past).statusCode()).isEqualTo(422);
		Map<String, String> huge = new java.util.HashMap<>(rate);
		huge.put("perEuro", "1000000000.01");
		assertThat(post("paula", "/proposals", huge).statusCode()).isEqualTo(422);
		assertThat(post("paula", "/proposals", rate).statusCode()).isEqualTo(302);
		assertThat(post("luc", "/proposals/" + proposed(), Map.of("decision", "release")).statusCode()).isEqualTo(302);
		assertThat(post("paula", "/proposals", rate).statusCode()).isEqualTo(302);
		assertThat(post("luc", "/proposals/" + proposed(), Map.of("decision", "release")).statusCode())
			.as("known already")
			.isEqualTo(422);
		post("luc", "/proposals/" + proposed(), Map.of("decision", "refuse", "because", "Twice."));
		assertThat(post("paula", "/proposals", Map.of("kind", "ENTITY", "code", "TEST", "name", "Test Oy", "country",
				"DE", "validFrom", inDays(3), "reason", "New affiliate"))
			.statusCode()).isEqualTo(302);
		assertThat(post("lea", "/proposals/" + proposed(), Map.of("decision", "release")).statusCode()).isEqualTo(302);
		assertThat(this.database.jdbc()
			.queryForObject(
					"select valid_to::text from countersign.contracting_entity where code = 'MIOL' and country = 'DE'",
					String.class))
			.isEqualTo(inDays(2));
		assertThat(DeskVisit.of("audra", this.port).get(PAGE).body()).contains("SEK", "11.25", "Test Oy")
			.doesNotContain("value=\"GRANT\"");
	}

	@Test
	void wordsThatCannotBeKeptReleaseNothing() {
		post("paula", "/proposals", grant("carl"));
		String reference = proposed();
		for (String because : List.of("x".repeat(2001), "a\0b")) {
			assertThat(post("lea", "/proposals/" + reference, Map.of("decision", "release", "because", because))
				.statusCode()).isEqualTo(422);
		}
		assertThat(proposed()).isEqualTo(reference);
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.signing_authority where proposal not like 'AU-2020-%'",
					Integer.class))
			.isZero();
	}

	@Test
	void anAbsenceIsAPersonsOfTheRegistrarsDesk() {
		Map<String, String> absence = Map.of("person", "mona", "cover", "chloe", "starts", inDays(0), "ends", inDays(5),
				"reason", "Holiday");
		assertThat(post("luc", "/absences", absence).statusCode()).as("a lead of another desk").isEqualTo(403);
		for (Map<String, String> wrong : List.of(Map.of("person", "standing"), Map.of("cover", "standing"),
				Map.of("starts", "+999999999-12-31", "ends", "+999999999-12-31"), Map.of("ends", "+300000-01-01"),
				Map.of("starts", "-999999999-01-01"), Map.of("reason", "a\0b"))) {
			Map<String, String> fields = new java.util.HashMap<>(absence);
			fields.putAll(wrong);
			assertThat(post("paula", "/absences", fields).statusCode()).as(wrong.toString()).isEqualTo(422);
		}
		assertThat(this.database.count("countersign.absence")).isZero();
		assertThat(post("lea", "/absences", absence).statusCode()).isEqualTo(302);
		String id = this.database.jdbc().queryForObject("select id::text from countersign.absence", String.class);
		assertThat(post("luc", "/absences/" + id + "/end", Map.of()).statusCode()).isEqualTo(404);
		assertThat(DeskVisit.of("luc", this.port).get(PAGE).body()).doesNotContain("End now");
	}

	@Test
	void anAbsenceIsCoveredBySomebodyElseAndEnds() {
		Map<String, String> absence = Map.of("person", "mona", "cover", "carl", "starts", inDays(0), "ends", inDays(5),
				"reason", "Holiday");
		assertThat(post("clara", "/absences", absence).statusCode()).isEqualTo(403);
		assertThat(post("carl", "/absences", absence).statusCode()).isEqualTo(403);
		Map<String, String> own = new java.util.HashMap<>(absence);
		own.put("cover", "lea");
		assertThat(post("lea", "/absences", own).statusCode()).as("gives herself authority").isEqualTo(422);
		assertThat(post("mona", "/absences", absence).statusCode()).isEqualTo(302);
		assertThat(DeskVisit.of("mona", this.port).get(PAGE).body()).contains("Carl Weber", "End now");
		String id = this.database.jdbc().queryForObject("select id::text from countersign.absence", String.class);
		assertThat(post("clara", "/absences/" + id + "/end", Map.of()).statusCode()).isEqualTo(404);
		assertThat(post("lea", "/absences/" + id + "/end", Map.of()).statusCode()).isEqualTo(302);
		assertThat(this.database.jdbc()
			.queryForList("select type from countersign.audit_event where reference like 'AB-%' order by sequence",
					String.class))
			.containsExactly("AbsenceRegistered", "AbsenceEnded");
	}

	@Test
	void anAbsenceEndsOnce() {
		assertThat(post("lea", "/absences",
				Map.of("person", "mona", "cover", "carl", "starts", inDays(3), "ends", inDays(5), "reason", "Holiday"))
			.statusCode()).isEqualTo(302);
		String end = "/absences/"
				+ this.database.jdbc().queryForObject("select id::text from countersign.absence", String.class)
				+ "/end";
		assertThat(post("lea", end, Map.of()).statusCode()).isEqualTo(302);
		assertThat(post("luise", end, Map.of()).statusCode()).isEqualTo(404);
		assertThat(this.database.jdbc()
			.queryForObject("select count(*) from countersign.audit_event where type = 'AbsenceEnded'", Integer.class))
			.isOne();
	}

}
