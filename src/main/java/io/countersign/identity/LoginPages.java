package io.countersign.identity;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/**
 * The ways to the login page and back, the same for the desk and Camunda's web
 * applications.
 */
@Component
class LoginPages implements AuthenticationSuccessHandler, AuthenticationFailureHandler, AccessDeniedHandler {

	private final HttpSessionRequestCache cache = new HttpSessionRequestCache();

	private final SavedRequestAwareAuthenticationSuccessHandler back = new SavedRequestAwareAuthenticationSuccessHandler();

	private final LoginUrlAuthenticationEntryPoint page = new LoginUrlAuthenticationEntryPoint("/login");

	private final AccessDeniedHandler denied = new AccessDeniedHandlerImpl();

	private final RequestLogins logins;

	private final ProblemWriter problems;

	LoginPages(RequestLogins logins, ProblemWriter problems) {
		this.logins = logins;
		this.problems = problems;
		this.cache.setRequestMatcher(LoginPages::isPage);
		this.cache.setMatchingRequestParameterName(null);
		this.back.setRequestCache(this.cache);
		this.back.setDefaultTargetUrl("/desk");
	}

	/** Remembers where somebody wanted to go; only pages, never a script's request. */
	RequestCache cache() {
		return this.cache;
	}

	AuthenticationEntryPoint page() {
		return this.page;
	}

	/**
	 * Sends a browser to the login page, tells htmx to go there, and answers scripts with
	 * 401: they would take the login page for their answer.
	 */
	AuthenticationEntryPoint entry() {
		return (request, response, refused) -> {
			if (request.getHeader("HX-Request") != null) {
				response.setHeader("HX-Redirect", "/login?expired");
				response.setStatus(HttpStatus.UNAUTHORIZED.value());
			}
			else if (isScript(request)) {
				response.sendError(HttpStatus.UNAUTHORIZED.value());
			}
			else {
				this.page.commence(request, response, refused);
			}
		};
	}

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication login)
			throws ServletException, IOException {
		// Camunda would go on with the person who was logged in before in this session.
		HttpSession session = request.getSession();
		session.removeAttribute("authenticatedUser");
		session.removeAttribute("CAMUNDA_CSRF_TOKEN");
		this.logins.loggedIn(session, login);
		String wanted = ProveAgain.wanted(session);
		if (wanted != null) {
			response.sendRedirect(request.getContextPath() + wanted);
			return;
		}
		this.back.onAuthenticationSuccess(request, response, login);
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException refused) throws IOException {
		String reason = "error";
		if (refused instanceof LoginLimit.TooManyAttempts) {
			reason = "blocked";
		}
		else if (refused instanceof OAuth2AuthenticationException) {
			reason = "stranger";
		}
		response.sendRedirect(request.getContextPath() + "/login?" + reason);
	}

	/**
	 * A login form that was open for longer than its session gets a fresh one; scripts
	 * get a problem document.
	 */
	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
			throws IOException, ServletException {
		if (denied instanceof CsrfException && request.getRequestURI().equals("/login")) {
			response.sendRedirect("/login?expired");
			return;
		}
		if (!request.getRequestURI().startsWith("/desk/api/")) {
			this.denied.handle(request, response, denied);
		}
		else if (denied instanceof CsrfException) {
			this.problems.write(response, HttpStatus.FORBIDDEN, "csrf-token-invalid",
					"The token of the page is missing or too old. Load the page again, then try once more.");
		}
		else {
			this.problems.handle(request, response, denied);
		}
	}

	private static boolean isPage(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return request.getMethod().equals("GET") && !isScript(request) && accept != null
				&& accept.contains(MediaType.TEXT_HTML_VALUE) && (uri.equals("/desk") || uri.startsWith("/desk/")
						|| uri.startsWith("/camunda/app/") || uri.startsWith("/swagger-ui"));
	}

	private static boolean isScript(HttpServletRequest request) {
		String mode = request.getHeader("Sec-Fetch-Mode");
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return request.getHeader("HX-Request") != null || request.getHeader("X-Requested-With") != null
				|| mode != null && !mode.equals("navigate") || accept != null && accept.startsWith("application/json");
	}

}
