package io.countersign.identity;

import java.time.Instant;
import java.util.Optional;

/** When the person who is asking proved who they are. */
public interface Logins {

	/**
	 * The moment of the login behind the present request: of the session's login, or of
	 * this very request where it brings its own proof (HTTP Basic, a bearer token). An
	 * identity provider that does not say when it asked for the proof leaves the moment
	 * unknown, which is told as {@link Instant#EPOCH}.
	 * @return empty where no person asks, for instance in a job
	 */
	Optional<Instant> provedAt();

}
