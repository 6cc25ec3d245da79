package io.countersign.agreement;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.agreement.AgreementIntake.Answer;
import io.countersign.agreement.AgreementIntake.Answered;
import io.countersign.agreement.Arrivals.Upload;
import io.countersign.identity.Caller;
import io.countersign.kernel.Refusal;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Leads packages of other modules into the one intake there is. */
@Component
class DirectIntake implements PackageIntake {

	private final AgreementIntake intake;

	private final PackageReader reader;

	private final Subsidiaries subsidiaries;

	private final JdbcTemplate jdbc;

	private final Clock clock;

	DirectIntake(AgreementIntake intake, PackageReader reader, Subsidiaries subsidiaries, JdbcTemplate jdbc,
			Clock clock) {
		this.intake = intake;
		this.reader = reader;
		this.subsidiaries = subsidiaries;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	@Override
	public JsonNode schema() {
		return this.reader.schema();
	}

	@Override
	public List<Refusal.Problem> problems(byte[] facts) {
		return this.reader.problems(facts);
	}

	@Override
	public Optional<String> subsidiaryFor(String country) {
		return this.subsidiaries.serving(country, LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC));
	}

	@Override
	public Received submit(String reseller, String preparedBy, String key, byte[] facts,
			Map<String, byte[]> documents) {
		return received(this.intake.submit(caller(reseller), preparedBy, key, facts, uploads(documents)));
	}

	@Override
	public Received correct(String reseller, String preparedBy, String reference, String key, byte[] facts,
			Map<String, byte[]> documents) {
		return received(this.intake.correct(caller(reseller), preparedBy, reference, key, facts, uploads(documents)));
	}

	private Received received(Answered answered) {
		Answer answer = answered.answer();
		String subsidiary = this.jdbc.queryForObject("select subsidiary from countersign.agreement where reference = ?",
				String.class, answer.reference());
		return new Received(answer.reference(), subsidiary, answer.submission(), answer.status(), answer.findings(),
				answered.repeated());
	}

	private static Caller caller(String reseller) {
		return new Caller(reseller, reseller, Caller.Kind.RESELLER, Set.of(), Set.of(), Set.of());
	}

	private static List<Upload> uploads(Map<String, byte[]> documents) {
		return documents.entrySet().stream().map((file) -> new Upload(file.getKey(), file.getValue())).toList();
	}

}
