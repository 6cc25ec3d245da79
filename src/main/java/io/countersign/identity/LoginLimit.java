package io.countersign.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.springframework.security.core.AuthenticationException;

/**
 * Counts wrong passwords by network address, in front of the password check: the engine
 * locks the user whose password is guessed, and without this limit anybody could lock
 * everybody. Counts on this node only, and remembers a bounded number of addresses.
 */
class LoginLimit {

	/** Too many wrong passwords came from this address; nothing was checked. */
	static class TooManyAttempts extends AuthenticationException {

		TooManyAttempts() {
			super("Too many wrong passwords from this network address. Wait a minute, then try again.");
		}

	}

	private static final long WINDOW = Duration.ofMinutes(1).toNanos();

	private static final int MAX_ADDRESSES = 10_000;

	private record Failures(long since, int count) {
	}

	private final int limit;

	private final LongSupplier nanoTime;

	private final Map<String, Failures> byAddress = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
			return size() > MAX_ADDRESSES;
		}

	};

	LoginLimit(int limit, LongSupplier nanoTime) {
		this.limit = limit;
		this.nanoTime = nanoTime;
	}

	/**
	 * @throws TooManyAttempts if the address has used up its wrong passwords
	 */
	synchronized void check(String address) {
		Failures failures = this.byAddress.get(network(address));
		if (failures != null && failures.count() >= this.limit && !over(failures)) {
			throw new TooManyAttempts();
		}
	}

	synchronized void failed(String address) {
		this.byAddress.merge(network(address), new Failures(this.nanoTime.getAsLong(), 1),
				(known, first) -> over(known) ? first : new Failures(known.since(), known.count() + 1));
	}

	private boolean over(Failures failures) {
		return this.nanoTime.getAsLong() - failures.since() > WINDOW;
	}

	/** An IPv6 subscriber has at least a /64, so that is what is counted. */
	private static String network(String address) {
		if (address == null || address.indexOf(':') < 0) {
			return String.valueOf(address);
		}
		try {
			byte[] bytes = InetAddress.getByName(address).getAddress();
			return (bytes.length == 16) ? Arrays.toString(Arrays.copyOf(bytes, 8)) : address;
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

}
