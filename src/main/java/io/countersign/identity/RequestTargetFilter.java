package io.countersign.identity;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses addresses that can be read in two ways, before anything else looks at them.
 * Spring Security's own firewall stands behind a filter that parses the path first, and
 * with the engine's servlets mapped by prefix that one fails with a stack trace.
 */
class RequestTargetFilter extends OncePerRequestFilter {

	private static final List<String> AMBIGUOUS = List.of("//", "/./", "/../", ";", "\\", "%2e", "%2f", "%5c", "%25",
			"%00", "%3b");

	private final StrictHttpFirewall firewall = new StrictHttpFirewall();

	private final ProblemWriter problems;

	RequestTargetFilter(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (isAmbiguous(request.getRequestURI()) || hasNul(request.getQueryString()) || isRejected(request)) {
			this.problems.write(response, HttpStatus.BAD_REQUEST, "address-ambiguous",
					"This address is not written in its plain form. Use it without '//', '/./', '/../', ';' and escaped separators.");
			return;
		}
		chain.doFilter(request, response);
	}

	private static boolean isAmbiguous(String uri) {
		String address = uri.toLowerCase(Locale.ROOT);
		int firstSegmentEnd = address.indexOf('/', 1);
		String firstSegment = (firstSegmentEnd < 0) ? address : address.substring(0, firstSegmentEnd);
		return firstSegment.indexOf('%') >= 0 || address.endsWith("/.") || address.endsWith("/..")
				|| AMBIGUOUS.stream().anyMatch(address::contains);
	}

	/** No text of ours holds U+0000, and the database refuses to look for it. */
	private static boolean hasNul(String query) {
		return query != null && query.contains("%00");
	}

	private boolean isRejected(HttpServletRequest request) {
		try {
			this.firewall.getFirewalledRequest(request);
			return false;
		}
		catch (RequestRejectedException ex) {
			return true;
		}
	}

}
