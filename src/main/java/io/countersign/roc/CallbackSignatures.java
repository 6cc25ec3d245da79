package io.countersign.roc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decides whether a callback is the ROC's: Standard Webhooks, HMAC-SHA256 over number,
 * time and the exact bytes of the body. Knows several secrets, so that one can be
 * replaced without an interruption.
 */
class CallbackSignatures {

	private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,12}");

	private static final int SHORTEST_SECRET = 24;

	private final List<byte[]> secrets;

	private final Duration tolerance;

	private final Clock clock;

	/**
	 * @param secrets each {@code whsec_} and Base64 of at least 24 bytes
	 */
	CallbackSignatures(List<String> secrets, Duration tolerance, Clock clock) {
		this.secrets = secrets.stream().map(CallbackSignatures::decoded).toList();
		this.tolerance = tolerance;
		this.clock = clock;
	}

	private static byte[] decoded(String secret) {
		try {
			byte[] decoded = Base64.getDecoder().decode(secret.strip().replaceFirst("^whsec_", ""));
			if (decoded.length >= SHORTEST_SECRET) {
				return decoded;
			}
		}
		catch (IllegalArgumentException ex) {
			// Says the same as a secret that is too short; the secret itself stays out
			// of the message.
		}
		throw new IllegalArgumentException(
				"A secret in countersign.roc.callback-secrets is not whsec_ followed by Base64 of at least 24 bytes");
	}

	/**
	 * Checks a call.
	 * @param signatures one or several, separated by blanks, each {@code v1,} and Base64
	 * @return why it is not to be trusted: {@code signature-missing},
	 * {@code signature-expired} or {@code signature-invalid}; empty if it is the ROC's
	 */
	Optional<String> refusal(String id, String timestamp, String signatures, byte[] body) {
		if (id == null || id.isBlank() || timestamp == null || signatures == null || signatures.isBlank()) {
			return Optional.of("signature-missing");
		}
		if (!TIMESTAMP.matcher(timestamp).matches()) {
			return Optional.of("signature-invalid");
		}
		boolean fits = false;
		for (byte[] secret : this.secrets) {
			byte[] expected = Base64.getEncoder().encode(hmac(secret, id, timestamp, body));
			for (String signature : signatures.split(" ")) {
				byte[] given = signature.startsWith("v1,")
						? signature.substring("v1,".length()).getBytes(StandardCharsets.US_ASCII) : new byte[0];
				// Compares in constant time, and goes on after a hit.
				fits |= MessageDigest.isEqual(expected, given);
			}
		}
		if (!fits) {
			return Optional.of("signature-invalid");
		}
		Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), this.clock.instant()).abs();
		return (off.compareTo(this.tolerance) > 0) ? Optional.of("signature-expired") : Optional.empty();
	}

	private static byte[] hmac(byte[] secret, String id, String timestamp, byte[] body) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
			return mac.doFinal(body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
