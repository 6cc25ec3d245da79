package io.countersign.identity;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes Tasklist's own logout a logout everywhere. Camunda answers first, so that its
 * check against forged requests holds; without the second step the next request would be
 * logged in again.
 */
class CamundaLogoutFilter extends OncePerRequestFilter {

	private final SecurityContextLogoutHandler logout = new SecurityContextLogoutHandler();

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(request, response);
		if (response.getStatus() < 300) {
			this.logout.logout(request, response, SecurityContextHolder.getContext().getAuthentication());
		}
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !CamundaPaths.LOGOUT.matches(request);
	}

}
