package io.countersign.identity;

import java.time.Instant;
import java.util.Date;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.CountersignTest;
import io.countersign.Database;
import jakarta.servlet.FilterChain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.FilterChainProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The API's chain as it is with a token issuer configured, on this application's own
 * people and resellers.
 */
@CountersignTest
class PartnerTokenTests {

	private static final RSAKey ISSUER = key();

	@Autowired
	private SecurityChains chains;

	@Autowired
	private ObjectProvider<HttpSecurity> http;

	@Autowired
	private Callers callers;

	@Autowired
	private Directory directory;

	@Autowired
	private Database database;

	private FilterChainProxy api;

	@BeforeEach
	void withAnIssuer() throws Exception {
		JwtDecoder decoder = NimbusJwtDecoder.withPublicKey(ISSUER.toRSAPublicKey()).build();
		this.api = new FilterChainProxy(this.chains.apiChain(this.http.getObject(), new ObjectProvider<>() {

			@Override
			public JwtDecoder getObject() {
				return decoder;
			}

		}));
		this.directory.add(new Reseller("closed", "Closed Reseller", "00000000", false));
	}

	@AfterEach
	void withoutTheClosedReseller() {
		this.database.jdbc().update("delete from countersign.reseller where code = 'closed'");
	}

	@Test
	void standsForTheResellerItWasIssuedTo() throws Exception {
		Caller[] caller = new Caller[1];
		MockHttpServletResponse answer = call(token(ISSUER, "northwind", 300),
				(request, response) -> caller[0] = this.callers.current());
		assertThat(answer.getStatus()).isEqualTo(200);
		assertThat(caller[0].isReseller()).isTrue();
		assertThat(caller[0].id()).isEqualTo("northwind");
		assertThat(caller[0].maySee("northwind", "DE")).isTrue();
		assertThat(caller[0].maySee("tailspin", "DE")).isFalse();
	}

	@Test
	void isRefusedForWhoIsNoResellerThatIsLetIn() throws Exception {
		for (String client : new String[] { "stranger", "clara", "admin", "closed" }) {
			assertRefused(token(ISSUER, client, 300));
		}
		assertRefused(token(ISSUER, null, 300));
	}

	@Test
	void isRefusedWhenForgedOrExpired() throws Exception {
		assertRefused(token(key(), "northwind", 300));
		assertRefused(token(ISSUER, "northwind", -300));
		assertRefused("no.token.atall");
	}

	private void assertRefused(String token) throws Exception {
		MockHttpServletResponse answer = call(token, (request, response) -> {
			throw new AssertionError("let in");
		});
		assertThat(answer.getStatus()).isEqualTo(401);
		assertThat(answer.getContentType()).startsWith("application/problem+json");
		assertThat(answer.getContentAsString()).contains("\"code\":\"token-invalid\"");
		assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Bearer");
	}

	private MockHttpServletResponse call(String token, FilterChain behind) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/agreements");
		request.addHeader("Authorization", "Bearer " + token);
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.api.doFilter(request, response, behind);
		return response;
	}

	private static String token(RSAKey key, String client, long seconds) throws JOSEException {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().subject("service-account")
			.issueTime(Date.from(Instant.now().minusSeconds(600)))
			.expirationTime(Date.from(Instant.now().plusSeconds(seconds)));
		if (client != null) {
			claims.claim("client_id", client);
		}
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
		token.sign(new RSASSASigner(key));
		return token.serialize();
	}

	private static RSAKey key() {
		try {
			return new RSAKeyGenerator(2048).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
