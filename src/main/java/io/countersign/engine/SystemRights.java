package io.countersign.engine;

import java.util.function.Supplier;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;

/**
 * Runs engine calls of the application with the application's own rights. A reseller or a
 * CLM holds no right to start processes; the capability that starts one on their behalf
 * has checked them already.
 */
class SystemRights {

	private final IdentityService identities;

	SystemRights(IdentityService identities) {
		this.identities = identities;
	}

	<T> T call(Supplier<T> work) {
		Authentication person = this.identities.getCurrentAuthentication();
		if (person == null) {
			return work.get();
		}
		this.identities.clearAuthentication();
		try {
			return work.get();
		}
		finally {
			this.identities.setAuthentication(person);
		}
	}

}
