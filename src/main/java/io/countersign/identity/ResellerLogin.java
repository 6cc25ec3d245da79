package io.countersign.identity;

import java.util.List;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Turns a bearer token into a login of the reseller it was issued to. The reseller comes
 * from the token alone, never from a request's body.
 */
class ResellerLogin implements Converter<Jwt, AbstractAuthenticationToken> {

	private static final GrantedAuthority RESELLER = new SimpleGrantedAuthority("RESELLER");

	private final Directory directory;

	private final String claim;

	ResellerLogin(Directory directory, String claim) {
		this.directory = directory;
		this.claim = claim;
	}

	@Override
	public AbstractAuthenticationToken convert(Jwt token) {
		String code = token.getClaimAsString(this.claim);
		if (code == null || this.directory.reseller(code).filter(Reseller::active).isEmpty()) {
			throw new InvalidBearerTokenException(
					"The token's claim '" + this.claim + "' names no reseller that is let in.");
		}
		return of(code);
	}

	static AbstractAuthenticationToken of(String code) {
		return UsernamePasswordAuthenticationToken.authenticated(code, null, List.of(RESELLER));
	}

	static boolean isReseller(Authentication authentication) {
		return authentication.getAuthorities().contains(RESELLER);
	}

}
