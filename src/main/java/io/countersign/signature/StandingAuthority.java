package io.countersign.signature;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.countersign.agreement.AgreementPackage;
import io.countersign.engine.Decision;
import io.countersign.engine.Decisions;

import org.springframework.stereotype.Component;

/**
 * What is signed without a person. Two limits hold at once: the decision table
 * {@code standing-authority}, which process owners change, and the authority granted in
 * the register, which they cannot exceed.
 */
@Component
class StandingAuthority {

	private static final String DECISION = "standing-authority";

	private final SigningAuthorities authorities;

	private final Decisions decisions;

	StandingAuthority(SigningAuthorities authorities, Decisions decisions) {
		this.authorities = authorities;
		this.decisions = decisions;
	}

	/**
	 * The authority under which an agreement is signed without a person at a moment.
	 * @return empty where a person has to sign
	 */
	Optional<SigningAuthority> find(String subsidiary, AgreementPackage facts, Instant at) {
		if (worth(facts).compareTo(limit(facts)) > 0) {
			return Optional.empty();
		}
		return this.authorities.covering(this.authorities.recent(), SigningAuthority.STANDING, subsidiary,
				facts.programme().code(), facts.totalValue(), at);
	}

	/**
	 * The most that any part of the package says it is worth: where its parts contradict
	 * each other, a total that was stated too low signs nothing.
	 */
	private static BigDecimal worth(AgreementPackage facts) {
		BigDecimal worth = facts.totalValue().amount();
		BigDecimal lines = facts.lines()
			.stream()
			.filter((line) -> line.quantity() != null && line.unitPrice() != null)
			.map((line) -> unrounded(line.unitPrice()).multiply(BigDecimal.valueOf(line.quantity())))
			.reduce(BigDecimal.ZERO, BigDecimal::add);
		BigDecimal ordered = (facts.purchaseOrder() != null && facts.purchaseOrder().total() != null)
				? facts.purchaseOrder().total().amount() : BigDecimal.ZERO;
		return worth.max(lines).max(ordered);
	}

	/**
	 * The least price that was rounded to this one: many times its rounding is no
	 * contradiction to the total.
	 */
	private static BigDecimal unrounded(BigDecimal unitPrice) {
		return unitPrice.subtract(unitPrice.ulp().divide(BigDecimal.valueOf(2))).max(BigDecimal.ZERO);
	}

	private BigDecimal limit(AgreementPackage facts) {
		Decision decision = this.decisions.evaluate(DECISION, Map.of("programme", facts.programme().code(), "scenario",
				facts.scenario().name(), "segment", facts.segment().name(), "currency", facts.totalValue().currency()));
		return (decision.rows().isEmpty() || decision.text("limit") == null) ? BigDecimal.ZERO
				: new BigDecimal(decision.text("limit"));
	}

}
