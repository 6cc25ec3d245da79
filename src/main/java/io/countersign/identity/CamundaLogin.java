package io.countersign.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationProvider;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Tells Camunda's web applications and its REST interface who is logged in with Spring
 * Security. Public, with a public constructor, because Camunda's filters create it by its
 * name.
 */
public final class CamundaLogin implements AuthenticationProvider {

	@Override
	public AuthenticationResult extractAuthenticatedUser(HttpServletRequest request, ProcessEngine engine) {
		Authentication login = SecurityContextHolder.getContext().getAuthentication();
		if (!RequestCallers.isLogin(login) || ResellerLogin.isReseller(login)) {
			return AuthenticationResult.unsuccessful();
		}
		// Without this check Camunda fails with an exception for a user who has left.
		boolean known = engine.getIdentityService().createUserQuery().userId(login.getName()).count() > 0;
		return known ? AuthenticationResult.successful(login.getName()) : AuthenticationResult.unsuccessful();
	}

	@Override
	public void augmentResponseByAuthenticationChallenge(HttpServletResponse response, ProcessEngine engine) {
		// Spring Security's entry points have asked for a login long before.
	}

}
