package io.countersign.identity;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks a name and a password, of the login form and of HTTP Basic alike: people against
 * the engine's users; resellers only where a check for them is given, which is with the
 * demo people.
 */
class PasswordLogin implements AuthenticationProvider {

	private static final int MAX_LENGTH = 256;

	private final EngineAccounts accounts;

	private final LoginLimit limit;

	private final BiPredicate<String, String> resellers;

	PasswordLogin(EngineAccounts accounts, LoginLimit limit, BiPredicate<String, String> resellers) {
		this.accounts = accounts;
		this.limit = limit;
		this.resellers = resellers;
	}

	@Override
	public Authentication authenticate(Authentication login) {
		String name = login.getName();
		String password = String.valueOf(login.getCredentials());
		String address = (login.getDetails() instanceof WebAuthenticationDetails web) ? web.getRemoteAddress() : null;
		this.limit.check(address);
		if (this.resellers.test(name, password)) {
			return ResellerLogin.of(name);
		}
		Optional<String> person = plausible(name, password) ? this.accounts.login(name, password) : Optional.empty();
		return person.map((id) -> UsernamePasswordAuthenticationToken.authenticated(id, null, List.of()))
			.orElseThrow(() -> {
				this.limit.failed(address);
				return new BadCredentialsException("Name or password is wrong.");
			});
	}

	/** Whether it is worth hashing. */
	private static boolean plausible(String name, String password) {
		return !name.isBlank() && name.chars().noneMatch(Character::isISOControl) && name.length() <= MAX_LENGTH
				&& !password.isEmpty() && password.length() <= MAX_LENGTH;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
