package io.countersign.signature;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

import eu.europa.esig.dss.model.ToBeSigned;
import io.countersign.document.DocumentGuard;
import io.countersign.document.GuardedPdf;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Sha256;

/**
 * Signatures and verifications a second on one core, from the processor time of one
 * thread, beside the bare key operation on the same machine in the same minute. Run with
 * the test class path; arguments: seconds for each figure.
 */
public final class SignatureBench {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private SignatureBench() {
	}

	public static void main(String[] arguments) throws IOException {
		Rates rates = measure((arguments.length > 0) ? Integer.parseInt(arguments[0]) : 5);
		System.out.printf(Locale.ROOT,
				"RESULT signature-bench passed=%d failed=%d notrun=0 raw=%.0f sign=%.0f sign_of_raw=%.2f sign_embedded_font=%.0f verify=%.0f%n",
				(rates.sign() >= 700 ? 1 : 0) + (rates.verify() >= 150 ? 1 : 0),
				(rates.sign() < 700 ? 1 : 0) + (rates.verify() < 150 ? 1 : 0), rates.raw(), rates.sign(),
				rates.sign() / rates.raw(), rates.embedded(), rates.verify());
		System.exit(0);
	}

	/** Operations a second on one core. */
	public record Rates(double raw, double sign, double embedded, double verify) {
	}

	/**
	 * Measures.
	 * @param seconds of processor time for each figure, and as much before it
	 */
	public static Rates measure(int seconds) throws IOException {
		Path data = Files.createTempDirectory("signature-bench");
		try (Signing signing = new Signing(data)) {
			SigningKey key = signing.key;
			PadesSigner signer = signing.signer;
			SignatureVerifier verifier = signing.verifier;
			DocumentGuard guard = TestGuard.create();
			byte[] form = SignatureForms.form();
			GuardedPdf pdf = guard.open("psf.pdf", form);
			PadesSigner.Request western = request(pdf, "Mona Keller");
			PadesSigner.Request eastern = request(pdf, "Łukasz Źdźbłowski");
			byte[] signed = signer.sign(western).bytes();
			ToBeSigned hashed = new ToBeSigned(new byte[261]);
			double raw = perSecond(seconds, () -> key.sign(hashed));
			double sign = perSecond(seconds, () -> signer.sign(western));
			double embedded = perSecond(seconds, () -> signer.sign(eastern));
			double verify = perSecond(seconds, () -> verifier.verify(signed));
			return new Rates(raw, sign, embedded, verify);
		}
	}

	private static PadesSigner.Request request(GuardedPdf pdf, String name) {
		return new PadesSigner.Request("EA-2027-000123", pdf.bytes(), pdf.layout(), Sha256.of("content"), name,
				"Manager, tier 1", Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS), false, true);
	}

	private static double perSecond(int seconds, Runnable operation) {
		run(seconds, operation);
		return run(seconds, operation);
	}

	private static double run(int seconds, Runnable operation) {
		long start = THREADS.getCurrentThreadCpuTime();
		long end = start + seconds * 1_000_000_000L;
		int operations = 0;
		while (THREADS.getCurrentThreadCpuTime() < end) {
			operation.run();
			operations++;
		}
		return operations * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
	}

}
