package io.countersign.roc;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CallbackSignaturesTests {

	private static final String OURS = "whsec_"
			+ Base64.getEncoder().encodeToString("a secret of at least 24 bytes".getBytes());

	private static final String NEXT = "whsec_"
			+ Base64.getEncoder().encodeToString("the secret that comes after it".getBytes());

	private static final String FOREIGN = "whsec_"
			+ Base64.getEncoder().encodeToString("somebody else's secret, also long".getBytes());

	private static final Instant NOW = Instant.parse("2026-11-23T15:40:00Z");

	private static final String TIME = Long.toString(NOW.getEpochSecond());

	private static final byte[] BODY = "{\"id\":\"1\"}".getBytes();

	private final CallbackSignatures signatures = new CallbackSignatures(List.of(OURS, NEXT), Duration.ofMinutes(5),
			Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void trustsItsSecrets() {
		assertThat(this.signatures.refusal("m1", TIME, sign(OURS, "m1", TIME, BODY), BODY)).isEmpty();
		assertThat(this.signatures.refusal("m1", TIME, sign(NEXT, "m1", TIME, BODY), BODY)).isEmpty();
	}

	@Test
	void oneOfSeveralSignaturesIsEnough() {
		String several = "v2,unknown " + sign(FOREIGN, "m1", TIME, BODY) + " " + sign(NEXT, "m1", TIME, BODY);
		assertThat(this.signatures.refusal("m1", TIME, several, BODY)).isEmpty();
	}

	/** A vector computed by another implementation (openssl). */
	@Test
	void agreesWithAnotherImplementation() {
		CallbackSignatures other = new CallbackSignatures(List.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
				Duration.ofMinutes(5), Clock.fixed(Instant.ofEpochSecond(1700000000), ZoneOffset.UTC));
		assertThat(other.refusal("msg_1", "1700000000", "v1,1l34d9U9bSaAVQFy2uVdg3CHHT+o7pMzi59Vrub2gOE=",
				"{\"a\":1}".getBytes()))
			.isEmpty();
	}

	@Test
	void refusesAnotherSecretBodyNumberOrTime() {
		String good = sign(OURS, "m1", TIME, BODY);
		assertRefused("m1", TIME, sign(FOREIGN, "m1", TIME, BODY), BODY);
		assertRefused("m2", TIME, good, BODY);
		assertRefused("m1", Long.toString(NOW.getEpochSecond() + 1), good, BODY);
		assertRefused("m1", TIME, good, "{\"id\":\"2\"}".getBytes());
		assertRefused("m1", TIME, good, "{\"id\": \"1\"}".getBytes());
		assertRefused("m1", TIME, good, new byte[0]);
	}

	@Test
	void refusesEverySignatureWithOneBitChanged() {
		byte[] raw = Base64.getDecoder().decode(sign(OURS, "m1", TIME, BODY).substring(3));
		for (int bit = 0; bit < raw.length * 8; bit++) {
			byte[] forged = raw.clone();
			forged[bit / 8] ^= (byte) (1 << (bit % 8));
			assertRefused("m1", TIME, "v1," + Base64.getEncoder().encodeToString(forged), BODY);
		}
	}

	@ParameterizedTest
	@CsvSource({ "''", "v1", "'v1,'", "'v1, '", "'v1,%'", "'v1a,AAAA'", "AAAA", "'v1,é'" })
	void refusesWhatIsNoSignature(String signature) {
		assertThat(this.signatures.refusal("m1", TIME, signature, BODY)).isPresent();
	}

	@Test
	void refusesAShortenedOrBareSignature() {
		String good = sign(OURS, "m1", TIME, BODY);
		assertRefused("m1", TIME, good.substring(0, good.length() - 4), BODY);
		assertRefused("m1", TIME, good.substring(3), BODY);
		assertRefused("m1", TIME, good.replace("v1,", "v1a,"), BODY);
		assertRefused("m1", TIME, good.replace("v1,", "V1,"), BODY);
	}

	@Test
	void refusesMissingHeaders() {
		String good = sign(OURS, "m1", TIME, BODY);
		assertThat(this.signatures.refusal(null, TIME, good, BODY)).contains("signature-missing");
		assertThat(this.signatures.refusal("m1", null, good, BODY)).contains("signature-missing");
		assertThat(this.signatures.refusal("m1", TIME, null, BODY)).contains("signature-missing");
	}

	@ParameterizedTest
	@CsvSource({ "-301, true", "-300, false", "0, false", "300, false", "301, true" })
	void refusesWhatIsMoreThanFiveMinutesOff(long seconds, boolean expired) {
		String time = Long.toString(NOW.getEpochSecond() + seconds);
		assertThat(this.signatures.refusal("m1", time, sign(OURS, "m1", time, BODY), BODY).isPresent())
			.isEqualTo(expired);
	}

	@ParameterizedTest
	@CsvSource({ "-1", "1e9", "0x10", "99999999999999999999", "now" })
	void refusesWhatIsNoTime(String time) {
		assertThat(this.signatures.refusal("m1", time, sign(OURS, "m1", time, BODY), BODY))
			.contains("signature-invalid");
	}

	@ParameterizedTest
	@CsvSource({ "whsec_c2hvcnQ=", "whsec_no-base64-at-all", "c2hvcnQ=" })
	void takesNoWeakSecret(String secret) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new CallbackSignatures(List.of(secret), Duration.ofMinutes(5), Clock.systemUTC()))
			.withMessageNotContaining(secret.replaceFirst("whsec_", ""));
	}

	private void assertRefused(String id, String time, String signature, byte[] body) {
		assertThat(this.signatures.refusal(id, time, signature, body)).contains("signature-invalid");
	}

	static String sign(String secret, String id, String time, byte[] body) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
			mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
			return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (java.security.GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
