package io.countersign.identity;

import java.io.IOException;
import java.util.Optional;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the engine's authorizations decide by the logged-in person in this product's own
 * controllers, which the engine's own filters do not cover. A login whose person has left
 * ends here. A reseller is nobody in the engine: what its requests start is done by the
 * system.
 */
class CallerFilter extends OncePerRequestFilter {

	private final RequestCallers callers;

	private final EngineAccounts accounts;

	private final SecurityContextLogoutHandler logout = new SecurityContextLogoutHandler();

	CallerFilter(RequestCallers callers, EngineAccounts accounts) {
		this.callers = callers;
		this.accounts = accounts;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		Optional<Caller> caller = this.callers.find(authentication);
		if (caller.isEmpty() && RequestCallers.isLogin(authentication)) {
			this.logout.logout(request, response, authentication);
		}
		Optional<Caller> person = caller.filter((found) -> !found.isReseller());
		try {
			person.ifPresent((found) -> this.accounts.enter(found.id(), found.groups()));
			chain.doFilter(request, response);
		}
		finally {
			person.ifPresent((found) -> this.accounts.leave());
		}
	}

}
