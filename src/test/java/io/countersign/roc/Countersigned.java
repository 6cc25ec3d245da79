package io.countersign.roc;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import io.countersign.Database;
import io.countersign.agreement.AgreementPackage;
import io.countersign.agreement.Packages;
import io.countersign.kernel.Sha256;
import org.camunda.bpm.engine.RuntimeService;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Agreements that are countersigned and whose process stands in front of the handoff:
 * where the tests of this module begin.
 */
class Countersigned {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private final Database database;

	private final RuntimeService runtime;

	Countersigned(Database database, RuntimeService runtime) {
		this.database = database;
		this.runtime = runtime;
	}

	/** Has an agreement submitted to the ROC, up to the outbox. */
	String submitted() {
		return submitted("PO-2026-1");
	}

	String submitted(String purchaseOrder) {
		String reference = "EA-2099-%06d".formatted(NUMBER.incrementAndGet());
		// The agreement stands where a signature leads; the signature itself is left out.
		this.database.pastGuards((owner) -> insert(owner, reference, Packages.clean().purchaseOrder(purchaseOrder)));
		this.runtime.createProcessInstanceByKey("agreement-execution")
			.businessKey(reference)
			.startBeforeActivity("serviceTask_submitToRoc")
			.execute();
		return reference;
	}

	private void insert(JdbcTemplate owner, String reference, Packages pack) {
		AgreementPackage facts = pack.facts();
		OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
		String hash = Sha256.of(reference);
		owner
			.update("""
					insert into countersign.agreement (reference, reseller, subsidiary, package_id, programme, scenario, segment,
						customer, customer_country, currency, total_value, term_start, term_end, status, route, submission, content_hash,
						received_at, changed_at, version)
					values (?, 'northwind', 'DE', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'COUNTERSIGNED', 'STRAIGHT_THROUGH', 1, ?, ?, ?, 0)""",
					reference, reference, facts.programme().code(), facts.scenario().name(), facts.segment().name(),
					facts.customer().legalName(), facts.customer().country(), facts.totalValue().currency(),
					facts.totalValue().amount(), facts.term().start(), facts.term().end(), hash, now, now);
		owner.update(
				"insert into countersign.submission (reference, number, facts, content_hash, received_at, received_from, prepared_by) values (?, 1, ?::jsonb, ?, ?, 'northwind', 'northwind')",
				reference, new String(pack.json(), StandardCharsets.UTF_8), hash, now);
		owner.update(
				"insert into countersign.submission_document (reference, number, position, sha256, type, code, file_name, role) values (?, 1, 1, ?, 'PSF', 'X20-12057', 'form.pdf', 'RECEIVED')",
				reference, Sha256.of("form"));
		owner.update(
				"insert into countersign.submission_document (reference, number, position, sha256, type, code, file_name, role, signatory, signed_at) values (?, 1, 1, ?, 'PSF', 'X20-12057', 'signed.pdf', 'COUNTERSIGNED', 'standing', ?)",
				reference, Sha256.of("signed"), now);
	}

}
