package io.countersign.identity;

import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * A second login of somebody who is logged in, and the way back from it. The way back is
 * built here from a task's id, never taken from the address: it cannot lead to another
 * site.
 */
final class ProveAgain {

	private static final String WANTED = ProveAgain.class.getName();

	private static final Pattern TASK = Pattern.compile("[A-Za-z0-9-]{1,64}");

	private ProveAgain() {
	}

	/** Remembers where to go after the login. */
	static void before(HttpSession session, String from, String task) {
		if (from.equals("queue")) {
			session.setAttribute(WANTED, "/desk/sign");
		}
		else if (task != null && TASK.matcher(task).matches()) {
			session.setAttribute(WANTED, "/camunda/app/tasklist/default/#/?task=" + task);
		}
	}

	/** Where to go now, told once; {@code null} where nobody was sent to log in again. */
	static String wanted(HttpSession session) {
		Object wanted = session.getAttribute(WANTED);
		session.removeAttribute(WANTED);
		return (wanted != null) ? wanted.toString() : null;
	}

	/**
	 * Asks the identity provider for a proof of now and for the moment of it:
	 * {@code max_age=0} (OpenID Connect Core 1.0, section 3.1.2.1) obliges it to state
	 * {@code auth_time}.
	 */
	static OAuth2AuthorizationRequestResolver resolver(ClientRegistrationRepository providers) {
		DefaultOAuth2AuthorizationRequestResolver usual = new DefaultOAuth2AuthorizationRequestResolver(providers,
				OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
		return new OAuth2AuthorizationRequestResolver() {

			@Override
			public OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
				return again(request, usual.resolve(request));
			}

			@Override
			public OAuth2AuthorizationRequest resolve(HttpServletRequest request, String provider) {
				return again(request, usual.resolve(request, provider));
			}

		};
	}

	private static OAuth2AuthorizationRequest again(HttpServletRequest request, OAuth2AuthorizationRequest usual) {
		if (usual == null || request.getParameter("again") == null) {
			return usual;
		}
		return OAuth2AuthorizationRequest.from(usual)
			.additionalParameters((parameters) -> parameters.put("max_age", "0"))
			.build();
	}

}
