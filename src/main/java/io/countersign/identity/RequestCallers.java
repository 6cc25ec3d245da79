package io.countersign.identity;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.EnumSet;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Reads the caller from Spring Security's context. Roles come from the engine's groups at
 * every request, never from the session: who loses a role loses it at once.
 */
@Component
class RequestCallers implements Callers {

	private static final String MEMO = RequestCallers.class.getName();

	private record Memo(Authentication authentication, Optional<Caller> caller) {
	}

	private final EngineAccounts accounts;

	private final Directory directory;

	RequestCallers(EngineAccounts accounts, Directory directory) {
		this.accounts = accounts;
		this.directory = directory;
	}

	@Override
	public Caller current() {
		return find(SecurityContextHolder.getContext().getAuthentication())
			.orElseThrow(() -> new IllegalStateException("Nobody is logged in"));
	}

	/**
	 * The caller behind an authentication, asked for once in a request.
	 * @return empty for an anonymous request, and for a login whose person has left or
	 * holds no role, or whose reseller is no longer active
	 */
	Optional<Caller> find(Authentication authentication) {
		if (!isLogin(authentication)) {
			return Optional.empty();
		}
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (request == null) {
			return read(authentication);
		}
		if (request.getAttribute(MEMO, RequestAttributes.SCOPE_REQUEST) instanceof Memo memo
				&& memo.authentication() == authentication) {
			return memo.caller();
		}
		Optional<Caller> caller = read(authentication);
		request.setAttribute(MEMO, new Memo(authentication, caller), RequestAttributes.SCOPE_REQUEST);
		return caller;
	}

	static boolean isLogin(Authentication authentication) {
		return authentication != null && authentication.isAuthenticated()
				&& !(authentication instanceof AnonymousAuthenticationToken);
	}

	private Optional<Caller> read(Authentication authentication) {
		String name = authentication.getName();
		return ResellerLogin.isReseller(authentication) ? reseller(name) : person(name);
	}

	private Optional<Caller> reseller(String code) {
		return this.directory.reseller(code)
			.filter(Reseller::active)
			.map((reseller) -> new Caller(code, reseller.name(), Caller.Kind.RESELLER, Set.of(), Set.of(), Set.of()));
	}

	private Optional<Caller> person(String userId) {
		Set<String> groups = this.accounts.groupsOf(userId);
		EnumSet<Role> roles = EnumSet.noneOf(Role.class);
		Set<String> subsidiaries = new LinkedHashSet<>();
		for (Role role : Role.values()) {
			if (groups.contains(role.group())) {
				roles.add(role);
			}
			groups.forEach((group) -> role.subsidiaryOf(group).ifPresent(subsidiaries::add));
		}
		return roles.isEmpty() ? Optional.empty() : Optional.of(new Caller(userId, this.directory.nameOf(userId),
				Caller.Kind.PERSON, Set.copyOf(roles), groups, Set.copyOf(subsidiaries)));
	}

}
