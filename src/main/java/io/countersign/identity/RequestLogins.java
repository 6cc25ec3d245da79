package io.countersign.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Keeps the moment of a login with its session. */
@Component
class RequestLogins implements Logins {

	private static final String PROVED_AT = RequestLogins.class.getName();

	private final Clock clock;

	RequestLogins(Clock clock) {
		this.clock = clock;
	}

	/** Somebody just logged in with this session. */
	void loggedIn(HttpSession session, Authentication login) {
		session.setAttribute(PROVED_AT, provedAt(login));
	}

	/**
	 * A provider may let somebody in who proved it to the provider long ago; only
	 * {@code auth_time} (OpenID Connect Core 1.0, section 2) tells when.
	 */
	private Instant provedAt(Authentication login) {
		if (login.getPrincipal() instanceof OidcUser user) {
			return (user.getAuthenticatedAt() != null) ? user.getAuthenticatedAt() : Instant.EPOCH;
		}
		return (login.getPrincipal() instanceof OAuth2User) ? Instant.EPOCH : this.clock.instant();
	}

	@Override
	public Optional<Instant> provedAt() {
		Authentication login = SecurityContextHolder.getContext().getAuthentication();
		if (!RequestCallers.isLogin(login)) {
			return Optional.empty();
		}
		HttpSession session = session();
		if (session != null && session.getAttribute(
				HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY) instanceof SecurityContext kept
				&& login.equals(kept.getAuthentication())) {
			return Optional.of((session.getAttribute(PROVED_AT) instanceof Instant at) ? at : Instant.EPOCH);
		}
		return Optional.of(this.clock.instant());
	}

	private static HttpSession session() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			HttpServletRequest request = attributes.getRequest();
			return request.getSession(false);
		}
		return null;
	}

}
