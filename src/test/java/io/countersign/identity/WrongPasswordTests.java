package io.countersign.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import io.countersign.CountersignTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@CountersignTest
class WrongPasswordTests {

	@LocalServerPort
	private int port;

	@Value("${countersign.identity.login-failures-per-minute}")
	private int mostFailures;

	@Autowired
	private EngineAccounts accounts;

	@Autowired
	private org.camunda.bpm.engine.IdentityService identities;

	@BeforeEach
	void somebodyElse() {
		this.accounts.addUser(new People.Person("temp", "Temporary Clerk", null, java.time.ZoneOffset.UTC), "temp",
				List.of("clm", "clm-DE"));
	}

	@AfterEach
	void leaves() {
		this.identities.deleteUser("temp");
	}

	@Test
	void isToldOnTheLoginPageWithoutSayingWhichPartWasWrong() {
		assertThat(new Browser(this.port).submitLogin("temp", "wrong").headers().firstValue("Location").orElseThrow())
			.endsWith("/login?error");
		assertThat(
				new Browser(this.port).submitLogin("stranger", "wrong").headers().firstValue("Location").orElseThrow())
			.endsWith("/login?error");
		assertThat(new Browser(this.port).get("/login?error").body())
			.contains("Name or password is wrong. After a wrong password");
	}

	@Test
	void slowsDownTheUserWhosePasswordIsGuessed() {
		assertThat(new Browser(this.port).as("temp", "wrong").get("/api/v1/nothing").statusCode()).isEqualTo(401);
		assertThat(new Browser(this.port).as("temp", "temp").get("/api/v1/nothing").statusCode()).isEqualTo(401);
		assertThat(new Browser(this.port).as("clara", "clara").get("/api/v1/nothing").statusCode()).isEqualTo(404);
	}

	@Test
	void letsNoEmptyOrEndlessPasswordIn() {
		for (String password : List.of("", "x".repeat(5000))) {
			assertThat(new Browser(this.port).as("clara", password).get("/api/v1/nothing").statusCode()).isEqualTo(401);
		}
		assertThat(new Browser(this.port).as("clara", "clara").get("/api/v1/nothing").statusCode()).isEqualTo(404);
	}

	/** From an address of its own, because the addresses of all other tests are one. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void blocksTheAddressThatGuessesBeforeItLocksEverybody() throws Exception {
		for (int i = 0; i < this.mostFailures; i++) {
			assertThat(answer("guess" + i, "wrong")).startsWith("HTTP/1.1 401");
		}
		assertThat(answer("clara", "clara")).startsWith("HTTP/1.1 429")
			.contains("Retry-After: 60", "\"code\":\"too-many-attempts\"");
		assertThat(new Browser(this.port).as("clara", "clara").get("/api/v1/nothing").statusCode()).isEqualTo(404);
	}

	private String answer(String user, String password) throws IOException {
		String credentials = Base64.getEncoder()
			.encodeToString((user + ":" + password).getBytes(StandardCharsets.US_ASCII));
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), this.port,
				InetAddress.getByName("127.0.0.2"), 0)) {
			socket.getOutputStream()
				.write(("GET /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + credentials
						+ "\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
