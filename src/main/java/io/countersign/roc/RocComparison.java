package io.countersign.roc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.countersign.agreement.AgreementStatus;

/**
 * Compares four books: our outbox, our agreements, our inbox, the ROC's statement. Knows
 * no database and no clock: what is on its way is left out before.
 */
final class RocComparison {

	private RocComparison() {
	}

	enum Kind {

		MISSING_THERE, MISSING_HERE, DIFFERENT

	}

	enum What {

		ORDER, STATUS, AMOUNT, CURRENCY, CASE, AGREEMENT, INBOX

	}

	/**
	 * A handoff as we have it.
	 *
	 * @param status the ROC's last word as we understood it, {@code RECEIVED} before the
	 * first; {@code CANCELLED} for an order whose cancellation was confirmed
	 * @param caseNumber {@code null} where we know none
	 * @param newest whether it is the newest order of its agreement
	 * @param unsettled what the inbox has of it and could not make sense of; {@code null}
	 * for nothing
	 * @param onItsWay whether events of it are still to be understood
	 */
	record Ours(String key, String operation, String reference, String status, String caseNumber, String currency,
			BigDecimal totalValue, AgreementStatus agreement, boolean newest, String unsettled, boolean onItsWay) {
	}

	/** A difference; {@code ours} or {@code theirs} is {@code null} where missing. */
	record Difference(String key, String reference, Kind kind, What what, String ours, String theirs) {
	}

	/**
	 * Everything that differs.
	 * @param ours what we sent
	 * @param known keys of the statement that we have, also of before the period
	 */
	static List<Difference> differences(List<Ours> ours, RocStatement theirs, Set<String> known) {
		Map<String, RocStatement.Entry> there = theirs.orders()
			.stream()
			.collect(Collectors.toMap(RocStatement.Entry::key, (entry) -> entry, (one, other) -> one));
		List<Difference> found = new ArrayList<>();
		Set<String> compared = new HashSet<>();
		for (Ours one : ours) {
			compared.add(one.key());
			RocStatement.Entry entry = there.get(one.key());
			if (entry == null) {
				found.add(new Difference(one.key(), one.reference(), Kind.MISSING_THERE, What.ORDER,
						one.operation() + ", " + one.status(), null));
			}
			else {
				compare(one, entry, found);
			}
			compareOurselves(one, found);
		}
		theirs.orders()
			.stream()
			.filter((entry) -> !compared.contains(entry.key()) && !known.contains(entry.key()))
			.forEach((entry) -> found.add(new Difference(entry.key(), entry.reference(), Kind.MISSING_HERE, What.ORDER,
					null, "%s, %s, case %s".formatted(entry.operation(), entry.status(), entry.caseNumber()))));
		return found;
	}

	private static void compare(Ours one, RocStatement.Entry entry, List<Difference> found) {
		if (!one.onItsWay()) {
			differ(one, What.STATUS, one.status(), entry.status(), found);
		}
		differ(one, What.CURRENCY, one.currency(), entry.currency(), found);
		if (one.totalValue().compareTo(entry.totalValue()) != 0) {
			differ(one, What.AMOUNT, one.totalValue().toPlainString(), entry.totalValue().toPlainString(), found);
		}
		if (one.caseNumber() != null) {
			differ(one, What.CASE, one.caseNumber(), entry.caseNumber(), found);
		}
	}

	private static void differ(Ours one, What what, String ours, String theirs, List<Difference> found) {
		if (!Objects.equals(ours, theirs)) {
			found.add(new Difference(one.key(), one.reference(), Kind.DIFFERENT, what, ours, theirs));
		}
	}

	private static void compareOurselves(Ours one, List<Difference> found) {
		if (one.unsettled() != null) {
			found.add(new Difference(one.key(), one.reference(), Kind.DIFFERENT, What.INBOX, one.status(),
					one.unsettled()));
		}
		boolean invoiced = one.agreement() == AgreementStatus.INVOICED || one.agreement() == AgreementStatus.BOOKED;
		if (one.newest() && one.operation().equals("ORDER") && !one.onItsWay()
				&& one.status().equals("INVOICED") != invoiced) {
			found.add(new Difference(one.key(), one.reference(), Kind.DIFFERENT, What.AGREEMENT,
					"Agreement " + one.agreement(), "Handoff " + one.status()));
		}
	}

}
