package io.countersign.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.countersign.document.GuardedPdf;
import io.countersign.document.TestGuard;
import io.countersign.kernel.Sha256;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A key in a token that speaks PKCS#11: SoftHSM, where it is installed; else reported as
 * not run. The driver finds its configuration by a variable of its process, so a process
 * of its own signs.
 */
class TokenSigningTests {

	private static final List<Path> DRIVERS = Stream
		.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
				"/usr/local/lib/softhsm/libsofthsm2.so")
		.map(Path::of)
		.toList();

	private static final String PIN = "4711-0815";

	@TempDir
	private Path folder;

	@Test
	void signsWithAKeyThatNeverLeavesItsToken() throws Exception {
		Path driver = DRIVERS.stream().filter(Files::exists).findFirst().orElse(null);
		assumeTrue(driver != null && installed("softhsm2-util") && installed("pkcs11-tool") && installed("openssl"),
				"not run: SoftHSM, OpenSC or OpenSSL is not installed");
		Map<String, String> environment = Map.of("SOFTHSM2_CONF", configuration().toString());
		run(environment, "softhsm2-util", "--init-token", "--free", "--label", "house", "--so-pin", PIN, "--pin", PIN);
		token(environment, driver, "--keypairgen", "--key-type", "EC:prime256v1", "--id", "01", "--label", "signature");
		Path publicKey = this.folder.resolve("public.der");
		token(environment, driver, "--read-object", "--type", "pubkey", "--id", "01", "--output-file",
				publicKey.toString());
		run(environment, "openssl", "pkey", "-pubin", "-inform", "DER", "-in", publicKey.toString(), "-out",
				this.folder.resolve("public.pem").toString());
		TestIssuer issuer = new TestIssuer(this.folder.resolve("house"));
		Path certificate = this.folder.resolve("certificate.der");
		try (PEMParser pem = new PEMParser(Files.newBufferedReader(this.folder.resolve("public.pem")))) {
			Files.write(certificate,
					issuer.certify(new JcaPEMKeyConverter().getPublicKey((SubjectPublicKeyInfo) pem.readObject()))
						.getEncoded());
		}
		token(environment, driver, "--write-object", certificate.toString(), "--type", "cert", "--id", "01", "--label",
				"signature");

		List<String> answer = run(environment, Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				Signer.class.getName(), driver.toString(), issuer.list().toString(), this.folder.toString());

		assertThat(answer).contains("VALID O=Test,CN=House signature");
	}

	/** Signs with the token; the process's own main class. */
	static final class Signer {

		private Signer() {
		}

		public static void main(String[] arguments) throws IOException {
			SignatureProperties.Token token = new SignatureProperties.Token(Path.of(arguments[0]), PIN, null);
			SignatureProperties properties = new SignatureProperties(null, null, token, Path.of(arguments[1]), null,
					false, null);
			Path folder = Path.of(arguments[2]);
			try (SigningKey key = SigningKey.open(properties, folder);
					Signing signing = new Signing(folder, key, Clock.systemUTC())) {
				byte[] form = SignatureForms.form();
				GuardedPdf pdf = TestGuard.create().open("psf.pdf", form);
				byte[] signed = signing.signer
					.sign(new PadesSigner.Request("EA-2027-000123", form, pdf.layout(), Sha256.of("content"),
							"Mona Keller", "Manager, tier 1", Instant.now().truncatedTo(ChronoUnit.SECONDS), true,
							true))
					.bytes();
				SignatureVerdict verdict = signing.verifier.verify(signed);
				System.out.println(verdict.outcome() + " " + key.certificate().getSubject().getRFC2253());
			}
			System.exit(0);
		}

	}

	private Path configuration() throws IOException {
		Path tokens = Files.createDirectory(this.folder.resolve("tokens"));
		return Files.writeString(this.folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
	}

	private void token(Map<String, String> environment, Path driver, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", driver.toString(), "--login", "--pin",
				PIN, "--token-label", "house"));
		command.addAll(List.of(arguments));
		run(environment, command.toArray(String[]::new));
	}

	private List<String> run(Map<String, String> environment, String... command) throws Exception {
		Path out = Files.createTempFile(this.folder, "out", ".txt");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		String text = Files.readString(out, StandardCharsets.UTF_8);
		assertThat(process.exitValue()).as(text).isZero();
		return text.lines().toList();
	}

	private static boolean installed(String program) {
		return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

}
