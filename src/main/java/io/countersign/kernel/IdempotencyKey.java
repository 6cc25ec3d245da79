package io.countersign.kernel;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.countersign.kernel.Refusal.Kind;

/**
 * The key under which a sender may repeat a request: the same key and request get the
 * same answer, and nothing is done twice. Keys of different senders have nothing to do
 * with each other.
 *
 * @param sender a reseller's code, or a person
 * @param value 1 to 100 visible ASCII characters, chosen by the sender
 */
public record IdempotencyKey(String sender, String value) {

	private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");

	/**
	 * @throws Refusal {@code idempotency-key-missing} if there is none or not of this
	 * form
	 */
	public IdempotencyKey {
		if (value == null || !FORM.matcher(value).matches()) {
			throw new Refusal(Kind.MALFORMED, "idempotency-key-missing",
					"Send a header Idempotency-Key with 1 to 100 visible ASCII characters, the same one whenever you repeat this request.");
		}
	}

	/**
	 * SHA-256 of a whole request, by which a repetition is told from another request.
	 * @param target what it is about
	 * @param files in any order
	 */
	public static <F> String requestHash(String target, byte[] body, Collection<F> files, Function<F, String> name,
			Function<F, byte[]> bytes) {
		StringBuilder text = new StringBuilder(target).append('\n').append(Sha256.of(body));
		files.stream()
			.map((file) -> name.apply(file) + '\t' + Sha256.of(bytes.apply(file)))
			.sorted()
			.forEach((line) -> text.append('\n').append(line));
		return Sha256.of(text.toString());
	}

	/**
	 * Does what a request asks for, unless it was answered before. A repetition that runs
	 * beside its own first request may be refused because of what that one changed; the
	 * answer given to the first counts then.
	 * @param known looks for the answer that was given
	 */
	public static <A> A once(Supplier<Optional<A>> known, Supplier<A> work) {
		return known.get().orElseGet(() -> {
			try {
				return work.get();
			}
			catch (Refusal refusal) {
				return known.get().orElseThrow(() -> refusal);
			}
		});
	}

	/**
	 * Expects that this request is the one that the key was used for.
	 * @throws Refusal {@code idempotency-key-reused} if it is another
	 */
	public void expectSame(String usedFor, String requestHash) {
		if (!usedFor.equals(requestHash)) {
			throw new Refusal(Kind.UNACCEPTABLE, "idempotency-key-reused",
					"This Idempotency-Key was used for another request. Take a new key for a new request.");
		}
	}

	/** Why a request is not done now whose first one has not been answered yet. */
	public static Refusal underWay() {
		return new Refusal(Kind.BUSY, "key-in-use", "A request with this Idempotency-Key is under way. Repeat it.");
	}

}
