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
		if (facts.totalValue().amount().compareTo(limit(facts)) > 0) {
			return Optional.empty();
		}
		return this.authorities.covering(this.authorities.recent(), SigningAuthority.STANDING, subsidiary,
				facts.programme().code(), facts.totalValue(), at);
	}

	private BigDecimal limit(AgreementPackage facts) {
		Decision decision = this.decisions.evaluate(DECISION, Map.of("programme", facts.programme().code(), "scenario",
				facts.scenario().name(), "segment", facts.segment().name(), "currency", facts.totalValue().currency()));
		return (decision.rows().isEmpty() || decision.text("limit") == null) ? BigDecimal.ZERO
				: new BigDecimal(decision.text("limit"));
	}

}
